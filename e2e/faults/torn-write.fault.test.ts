import { itHolds } from './it-holds';
import { tornWrite } from './torn-write.fault';

itHolds(tornWrite);
