import { type ApiName, ApiProblem } from './api-problem';

/** How long an answer is waited for, unless a request says otherwise. */
const ANSWER_MS_MAX = 15_000;

export interface RequestOptions {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Of the body, if not `application/json`. */
  readonly contentType?: string;
  /** The version that a change is meant for: of any other it is refused with 412. */
  readonly ifVersion?: number;
  /** The same request with the same key is carried out once. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal | undefined;
  readonly answerMsMax?: number;
  /** It is sent though the page is left. */
  readonly keepalive?: boolean;
}

/**
 * Asks a service for `path`. Resolves with the answer if it is a 2xx.
 * @throws ApiProblem  any other answer, or none in time
 */
export async function request(
  service: ApiName,
  path: string,
  options: RequestOptions = {},
): Promise<Response> {
  const {
    method = 'GET',
    body,
    contentType = 'application/json',
    ifVersion,
    idempotencyKey,
    signal,
    keepalive = false,
  } = options;
  const { answerMsMax = ANSWER_MS_MAX } = options;
  const overdue = AbortSignal.timeout(answerMsMax);
  let response: Response;
  try {
    response = await fetch(`/api/${service}${path}`, {
      method,
      keepalive,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': contentType }),
        ...(ifVersion !== undefined && { 'if-match': `"${ifVersion}"` }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': `"${idempotencyKey}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, overdue]) : overdue,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    const isRepeatable = method === 'GET' || method === 'HEAD' || idempotencyKey !== undefined;
    throw overdue.aborted ? overdueProblem(service, isRepeatable) : unreachable(service);
  }
  if (!response.ok) throw await problemOf(service, response);
  return response;
}

async function problemOf(service: ApiName, response: Response): Promise<ApiProblem> {
  const { status } = response;
  const { code, detail, ...details } = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const message = typeof detail === 'string' ? detail : `The service ${service} answered ${status}.`;
  return new ApiProblem({
    service,
    status,
    code: typeof code === 'string' ? code : 'unknown',
    message,
    details,
  });
}

function unreachable(service: ApiName): ApiProblem {
  const message = 'No answer came: the page cannot reach its server.';
  return new ApiProblem({ service, status: 0, code: 'network.failed', message });
}

function overdueProblem(service: ApiName, isRepeatable: boolean): ApiProblem {
  const doubt = isRepeatable ? '' : ' It may have done it all the same: look first.';
  const message = `The service ${service} has not answered in time.${doubt}`;
  return new ApiProblem({ service, status: 0, code: 'request.overdue', message });
}
