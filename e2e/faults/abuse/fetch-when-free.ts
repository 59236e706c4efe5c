import { eventually } from '../../../service-kit/test/eventually';

const ENOUGH = { withinMs: 30_000, everyMs: 20 };

/** Retries while the answer is 503 or the connection is cut: during other attacks the service may be at capacity. */
export function fetchWhenFree(...request: Parameters<typeof fetch>): Promise<Response> {
  return eventually(async () => {
    const answer = await fetch(...request);
    if (answer.status === 503) throw new Error(`${request[0]} answered 503: ${await answer.text()}`);
    return answer;
  }, ENOUGH);
}
