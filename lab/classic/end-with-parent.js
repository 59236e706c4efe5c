'use strict';

// Loaded into each part before it runs: whoever has started it is gone, and nobody could end it any more.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
