import { itHolds } from './it-holds';
import { killBus } from './kill-bus.fault';

itHolds(killBus);
