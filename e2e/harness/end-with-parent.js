'use strict';

// Loaded into a service before it runs. It has a process group of its own, and would outlive a run that is broken off.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// The channel must not keep the service from ending by itself.
process.channel?.unref();
