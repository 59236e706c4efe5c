import { itHolds } from './it-holds';
import { lostAnswer } from './lost-answer.fault';

itHolds(lostAnswer);
