import { diskFull } from './disk-full.fault';
import { itHolds } from './it-holds';

itHolds(diskFull);
