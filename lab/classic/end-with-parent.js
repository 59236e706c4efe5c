'use strict';

// Preloaded into each part: without its parent, nobody could end it any more.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
