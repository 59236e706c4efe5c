import { ALL_ADAPTERS } from './adapters/all-adapters';
import { serveLoad } from './serve-load';

serveLoad(ALL_ADAPTERS);
