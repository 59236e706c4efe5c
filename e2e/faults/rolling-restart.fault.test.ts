import { itHolds } from './it-holds';
import { rollingRestart } from './rolling-restart.fault';

itHolds(rollingRestart);
