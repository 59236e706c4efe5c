import { itHolds } from './it-holds';
import { killEngine } from './kill-engine.fault';

itHolds(killEngine);
