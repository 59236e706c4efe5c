import { itHolds } from './it-holds';
import { killService } from './kill-service.fault';

itHolds(killService);
