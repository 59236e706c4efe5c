import { itHolds } from './it-holds';
import { twice } from './twice.fault';

itHolds(twice);
