import { leaveOnSignals } from './leave-on-signals';

// The first import of a main.ts: what else it imports takes a while to load, and as process 1 of a container it would not
// hear a signal that it has no handler for.
leaveOnSignals();
