import type { Faults } from './faults';
import { unknownLink } from './lab-problems';
import type { LabLink, LinkRequest } from './lab-state';

/** All connections between a service and the bus. */
export interface LinkPort {
  /** Applies to open connections and to future ones. */
  set(condition: Omit<LabLink, 'service'>): void;
}

const OPEN: Omit<LabLink, 'service'> = { state: 'open', delayMs: 0 };

/** The links between the services and the bus, and their faults. */
export class Links {
  readonly #ports: ReadonlyMap<string, LinkPort>;
  readonly #links: Map<string, LabLink>;
  readonly #faults: Faults;
  readonly #onChange: () => void;

  constructor(options: { ports: ReadonlyMap<string, LinkPort>; faults: Faults; onChange: () => void }) {
    this.#ports = options.ports;
    this.#faults = options.faults;
    this.#onChange = options.onChange;
    this.#links = new Map([...options.ports.keys()].map((service) => [service, { service, ...OPEN }]));
  }

  get list(): LabLink[] {
    return [...this.#links.values()];
  }

  /** Returns the link's new state. @throws DomainError `lab.unknown_link` */
  set(service: string, request: LinkRequest): LabLink {
    if (!this.#links.has(service)) throw unknownLink(service, [...this.#links.keys()]);
    const condition = request.state === 'slow' ? request : { ...OPEN, state: request.state };
    const link = { service, ...condition };
    this.#links.set(service, link);
    this.#ports.get(service)?.set(condition);
    this.#faults.add({ kind: link.state, target: service, text: sentenceOf(link) });
    this.#onChange();
    return link;
  }

  /** Opens all links: a slow or cut one would delay a graceful stop. */
  openAll(): void {
    for (const port of this.#ports.values()) port.set(OPEN);
  }
}

function sentenceOf({ service, state, delayMs }: LabLink): string {
  if (state === 'cut') return `The network between ${service} and the bus was cut.`;
  if (state === 'open') return `The network between ${service} and the bus was opened.`;
  return `The network between ${service} and the bus was slowed down by ${delayMs} ms.`;
}
