import { itHolds } from './it-holds';
import { killStepScale } from './kill-step-scale.fault';

itHolds(killStepScale);
