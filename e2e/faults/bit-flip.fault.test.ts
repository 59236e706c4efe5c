import { bitFlip } from './bit-flip.fault';
import { itHolds } from './it-holds';

itHolds(bitFlip);
