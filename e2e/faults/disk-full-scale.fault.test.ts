import { diskFullScale } from './disk-full-scale.fault';
import { itHolds } from './it-holds';

itHolds(diskFullScale);
