'use strict';

// Kills the process when it reaches the step named by the test for the nth time.

let armed = { step: '', time: 0 };
process.on('message', (message) => {
  armed = message;
});
// Waiting for messages must not keep the service alive.
process.channel?.unref();

module.exports = {
  isArmed: (step) => armed.step === step,
  reach(step) {
    if (armed.step !== step) return;
    armed.time -= 1;
    if (armed.time === 0) process.kill(process.pid, 'SIGKILL');
  },
};
