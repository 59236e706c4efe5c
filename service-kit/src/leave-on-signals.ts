const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

const leave = () => process.exit(0);

/** Until a service has started there is nothing to stop: a signal ends the process. Calling this again changes nothing. */
export function leaveOnSignals(): void {
  for (const signal of STOP_SIGNALS)
    if (!process.listeners(signal).includes(leave)) process.on(signal, leave);
}

/** From now on the signals call `stop`. */
export function stopOnSignals(stop: (signal: NodeJS.Signals) => void): void {
  // Never without a listener: a signal that was received and not dispatched yet would be lost with the last one.
  for (const signal of STOP_SIGNALS) process.on(signal, stop).off(signal, leave);
}
