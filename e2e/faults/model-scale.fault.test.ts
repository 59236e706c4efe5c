import { itHolds } from './it-holds';
import { modelScale } from './model-scale.fault';

itHolds(modelScale);
