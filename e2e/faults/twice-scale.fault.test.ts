import { itHolds } from './it-holds';
import { twiceScale } from './twice-scale.fault';

itHolds(twiceScale);
