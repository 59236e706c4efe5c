import type { Contract } from './contract';
import type { Answer } from './read-answer';

/** Codes of the only 5xx answers that a client may cause: too many requests in parallel; it may retry. */
const OVERLOAD = ['service.overloaded', 'streams.too_many', 'log.overloaded'];

/**
 * Checks an answer against the contract.
 * @throws Error  it violates the contract; the message says how
 */
export function judgeAnswer(
  request: { method: string; target: string },
  answer: Answer,
  contract: Contract,
): void {
  const { status, headers, body } = answer;
  const wrong = (expected: string) => {
    const text = JSON.stringify(body.toString('utf8', 0, 400));
    const type = headers.get('content-type');
    return new Error(`Expected ${expected}, got ${status} ${type} ${text}.`);
  };
  if (status < 400) {
    if (!contract.allows({ ...request, status })) throw wrong('a status that the contract allows');
    return;
  }
  if (!/^application\/problem\+json(;|$)/.test(headers.get('content-type') ?? '')) throw wrong('a problem');
  if (request.method === 'HEAD') {
    if (status >= 500) throw wrong('no failure of the service');
    return;
  }
  let problem: Record<string, unknown>;
  try {
    problem = JSON.parse(body.toString());
  } catch {
    throw wrong('a problem in JSON');
  }
  const { title, code, detail } = problem;
  const texts = [title, code, detail].every((text) => typeof text === 'string' && text !== '');
  if (!texts || problem.status !== status) throw wrong('a problem with title, status, code and detail');
  const isOverload = status === 503 && OVERLOAD.includes(String(code)) && headers.has('retry-after');
  if (status >= 500 && !isOverload) throw wrong('no failure of the service');
}
