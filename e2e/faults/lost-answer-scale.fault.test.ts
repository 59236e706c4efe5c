import { itHolds } from './it-holds';
import { lostAnswerScale } from './lost-answer-scale.fault';

itHolds(lostAnswerScale);
