import type { Fault } from './fault';
import { twiceOn } from './twice.fault';

/** Like `twice`, delivered by a bus with three replicas. */
export const twiceScale: Fault = {
  ...twiceOn({ isOnNats: true }),
  name: 'twice-scale',
  what: 'every event is delivered twice, by a bus in three replicas',
  needs: ['nats-server'],
};
