import { itHolds } from './it-holds';
import { modelHolds } from './model.fault';

itHolds(modelHolds);
