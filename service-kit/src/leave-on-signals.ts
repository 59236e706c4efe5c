const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

const leave = () => process.exit(0);

/** Until something has begun there is nothing to stop: a signal ends the process. Saying it again changes nothing. */
export function leaveOnSignals(): void {
  for (const signal of STOP_SIGNALS)
    if (!process.listeners(signal).includes(leave)) process.on(signal, leave);
}

/** From here on `stop` is told of the signals. */
export function stopOnSignals(stop: (signal: NodeJS.Signals) => void): void {
  // Never without a listener: a signal that has come, and is not yet told, would be lost with the last one.
  for (const signal of STOP_SIGNALS) process.on(signal, stop).off(signal, leave);
}
