import { itHolds } from './it-holds';
import { poison } from './poison.fault';

itHolds(poison);
