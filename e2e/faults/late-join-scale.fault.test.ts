import { itHolds } from './it-holds';
import { lateJoinScale } from './late-join-scale.fault';

itHolds(lateJoinScale);
