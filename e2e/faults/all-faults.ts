import { abuse } from './abuse.fault';
import { abuseScale } from './abuse-scale.fault';
import { badHttpInput } from './bad-http-input.fault';
import { badNetwork } from './bad-network.fault';
import { bitFlip } from './bit-flip.fault';
import { diskFull } from './disk-full.fault';
import { diskFullScale } from './disk-full-scale.fault';
import type { Fault } from './fault';
import { freeze } from './freeze.fault';
import { freezeScale } from './freeze-scale.fault';
import { fsyncFails } from './fsync-fails.fault';
import { killBus } from './kill-bus.fault';
import { killEngine } from './kill-engine.fault';
import { killReplica } from './kill-replica.fault';
import { killService } from './kill-service.fault';
import { killStepScale } from './kill-step-scale.fault';
import { lateJoin } from './late-join.fault';
import { lateJoinScale } from './late-join-scale.fault';
import { lostAnswer } from './lost-answer.fault';
import { lostAnswerScale } from './lost-answer-scale.fault';
import { modelHolds } from './model.fault';
import { modelScale } from './model-scale.fault';
import { partitionScale } from './partition-scale.fault';
import { poison } from './poison.fault';
import { poisonScale } from './poison-scale.fault';
import { powerCut } from './power-cut.fault';
import { rollingRestart } from './rolling-restart.fault';
import { stalledReaders } from './stalled-readers.fault';
import { storeFullScale } from './store-full-scale.fault';
import { tornWrite } from './torn-write.fault';
import { twice } from './twice.fault';
import { twiceScale } from './twice-scale.fault';

/** All faults, in the order of the table in `docs/reliability.md`. */
export const ALL_FAULTS: readonly Fault[] = [
  killBus,
  killService,
  powerCut,
  tornWrite,
  bitFlip,
  fsyncFails,
  diskFull,
  freeze,
  lostAnswer,
  badNetwork,
  lateJoin,
  stalledReaders,
  poison,
  modelHolds,
  badHttpInput,
  twice,
  abuse,
  killReplica,
  killStepScale,
  killEngine,
  freezeScale,
  partitionScale,
  diskFullScale,
  storeFullScale,
  rollingRestart,
  lostAnswerScale,
  lateJoinScale,
  poisonScale,
  modelScale,
  twiceScale,
  abuseScale,
];
