import { MemoryEventLog } from '../src/memory/memory-event-log';
import { itKeepsTheLogPromises } from './event-log-conformance';

describe('MemoryEventLog', () => {
  itKeepsTheLogPromises({
    features: { durable: false },
    fresh: async () => ({
      open: async (settings) => new MemoryEventLog(settings),
      remove: async () => {},
    }),
  });
});
