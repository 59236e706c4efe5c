import { badNetwork } from './bad-network.fault';
import { itHolds } from './it-holds';

itHolds(badNetwork);
