import { itHolds } from './it-holds';
import { lateJoin } from './late-join.fault';

itHolds(lateJoin);
