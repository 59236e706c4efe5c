'use strict';

// Loaded into a service before it runs: the service has its own process group and would outlive an aborted run.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// The IPC channel must not keep the service alive.
process.channel?.unref();
