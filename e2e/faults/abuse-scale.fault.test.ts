import { abuseScale } from './abuse-scale.fault';
import { itHolds } from './it-holds';

itHolds(abuseScale);
