import { freeze } from './freeze.fault';
import { itHolds } from './it-holds';

itHolds(freeze);
