import { itHolds } from './it-holds';
import { powerCut } from './power-cut.fault';

itHolds(powerCut);
