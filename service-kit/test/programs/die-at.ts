const [step, time = '1'] = (process.env.DIE_AT ?? '').split(':');
let left = Number(time);

/** Kills this process like a power cut, if the test wants it to die the nth time it comes to this step (`DIE_AT=step:n`). */
export function dieAt(reached: string): void {
  if (reached !== step) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}
