import { freezeScale } from './freeze-scale.fault';
import { itHolds } from './it-holds';

itHolds(freezeScale);
