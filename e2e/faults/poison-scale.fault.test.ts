import { itHolds } from './it-holds';
import { poisonScale } from './poison-scale.fault';

itHolds(poisonScale);
