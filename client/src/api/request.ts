import { ApiProblem, type Service } from './api-problem';

const ANSWER_MS_MAX = 15_000;

interface RequestOptions {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks a service for `path`. Resolves with the answer if it is a 2xx.
 * @throws ApiProblem  any other answer, or none within ANSWER_MS_MAX
 */
export async function request(
  service: Service,
  path: string,
  options: RequestOptions = {},
): Promise<Response> {
  const { method = 'GET', body, signal } = options;
  const overdue = AbortSignal.timeout(ANSWER_MS_MAX);
  let response: Response;
  try {
    response = await fetch(`/api/${service}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, overdue]) : overdue,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    const message = 'No answer came: the page cannot reach its server.';
    throw new ApiProblem({ service, status: 0, code: 'network.failed', message });
  }
  if (!response.ok) throw await problemOf(service, response);
  return response;
}

/** The JSON of an answer; `Value` is what the service promises. */
export async function requestJson<Value>(
  service: Service,
  path: string,
  options?: RequestOptions,
): Promise<Value> {
  return (await (await request(service, path, options)).json()) as Value;
}

/** The path of the next page of a list, from `Link: </posts?before=5>; rel="next"`. */
export function nextPath(response: Response): string | undefined {
  return /<([^>]*)>\s*;\s*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1];
}

async function problemOf(service: Service, response: Response): Promise<ApiProblem> {
  const { status } = response;
  const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
  const message = problem.detail ?? `The service ${service} answered ${status}.`;
  return new ApiProblem({ service, status, code: problem.code ?? 'unknown', message });
}
