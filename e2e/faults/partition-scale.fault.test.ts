import { itHolds } from './it-holds';
import { partitionScale } from './partition-scale.fault';

itHolds(partitionScale);
