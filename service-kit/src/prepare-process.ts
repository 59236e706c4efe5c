import { setFlagsFromString } from 'node:v8';
import { leaveOnSignals } from './leave-on-signals';

// The first import of a main.ts: what else it imports takes a while to load.

// As process 1 of a container it would not hear a signal that it has no handler for.
leaveOnSignals();

// Many small processes share one machine: memory for some CPU. V8 lets the young generation grow to 32 MiB and more, and the
// old one to four times what lives in it. Now the young one stays as large as it begins, and the old one grows to 1.6 times what
// lives in it at the most. V8 reads both flags whenever a heap is about to grow.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=60');
