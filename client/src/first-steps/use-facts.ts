import { type QueryFunctionContext, useQuery } from '@tanstack/react-query';
import { readEvents } from '../api/read-events';
import { readLog } from '../api/read-log';
import { useSubscribers } from '../api/subscribers';
import { useAccount } from '../lab/use-account';
import { useLab } from '../lab/use-lab';
import { type Facts, type Heard, hear, moderationFacts, NOTHING_HEARD, type StepName } from './steps';

const LOOK_MS = 1_000;
const LISTEN_MS = 400;
const PAGE_LIMIT = 200;
const TYPES = ['PostCreated', 'CommentCreated', 'CommentModerated', 'CommentUpdated'];
/** The steps that watch the log. */
const LISTENING: ReadonlySet<StepName | undefined> = new Set(['write', 'travel']);

/** What the log has reported up to a position. */
interface HeardSoFar extends Heard {
  readonly after: number;
}

/** What really happens in the system, according to the log, the bus and the lab. */
export function useFacts(step: StepName | undefined): Facts & { readonly hasLab: boolean } {
  // Polled: a stream would take one more of the six connections that a browser has.
  const { data: heard = NOTHING_HEARD } = useQuery({
    queryKey: ['first-steps', 'heard'],
    queryFn: hearMore,
    enabled: LISTENING.has(step),
    refetchInterval: LISTEN_MS,
  });
  const lab = useLab();
  const { data: subscribers } = useSubscribers(LOOK_MS);
  const { account } = useAccount({
    isWanted: (step === undefined || step === 'account') && lab !== undefined,
  });
  return {
    postId: heard.postId,
    chain: heard.chain,
    ...moderationFacts(lab, subscribers),
    account,
    hasLab: lab !== undefined,
  };
}

/** Reads on from the end of the last answer, starting at the head of the log. */
async function hearMore({ client, queryKey, signal }: QueryFunctionContext): Promise<HeardSoFar> {
  const before = client.getQueryData<HeardSoFar>(queryKey) ?? {
    ...NOTHING_HEARD,
    after: (await readLog(signal)).head,
  };
  const query = { after: before.after, limit: PAGE_LIMIT, type: TYPES.join() };
  const { events } = await readEvents(query, { signal });
  const heard = events.reduce<Heard>(hear, before);
  return { ...heard, after: events.at(-1)?.position ?? before.after };
}
