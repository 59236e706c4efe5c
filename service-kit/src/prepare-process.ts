import { setFlagsFromString } from 'node:v8';
import { leaveOnSignals } from './leave-on-signals';

// Must be the first import of a main.ts: loading the others takes a while.

// Process 1 of a container ignores signals that it has no handler for.
leaveOnSignals();

// Many small processes share one machine, so save memory at the cost of some CPU. By default V8 lets the young generation grow to
// 32 MiB and more, and the old generation to four times its live size. With these flags the young generation keeps its initial
// size, and the old one grows to at most 1.6 times its live size. V8 reads both flags before each growth.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=60');
