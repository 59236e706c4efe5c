import { itHolds } from '../it-holds';
import { freezeScale } from './freeze-scale.fault';

itHolds(freezeScale);
