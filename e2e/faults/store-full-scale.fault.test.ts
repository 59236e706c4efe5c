import { itHolds } from './it-holds';
import { storeFullScale } from './store-full-scale.fault';

itHolds(storeFullScale);
