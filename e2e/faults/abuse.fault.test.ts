import { abuse } from './abuse.fault';
import { itHolds } from './it-holds';

itHolds(abuse);
