/** The parts of the system that the page reaches, by name, as in `/api/<service>/`. */
export const SERVICES = ['posts', 'comments', 'query', 'moderation', 'event-bus'] as const;
export type Service = (typeof SERVICES)[number];
/** What answers below `/api/`: also the lab, where there is one. */
export type ApiName = Service | 'lab';

const UNAVAILABLE_STATUSES = new Set([0, 429, 502, 503, 504, 507]);

/** A request that failed. `status` is 0 when no answer came; `code` and `message` are those of the problem+json. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly service: ApiName;
  readonly status: number;
  readonly code: string;
  /** Further members of the problem+json. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(problem: {
    service: ApiName;
    status: number;
    code: string;
    message: string;
    details?: Readonly<Record<string, unknown>>;
  }) {
    super(problem.message);
    this.service = problem.service;
    this.status = problem.status;
    this.code = problem.code;
    this.details = problem.details ?? {};
  }

  /** Whether the same request may well succeed later. */
  get isUnavailable(): boolean {
    return UNAVAILABLE_STATUSES.has(this.status);
  }
}
