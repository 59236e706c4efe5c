import { BlogBus } from '../adapters/blog-bus';
import type { Sample } from '../event-system';
import { serveLoad } from '../serve-load';

/** Acknowledges every event, but does not publish the first. */
class ForgetfulBus extends BlogBus {
  #hasForgotten = false;

  override async publish(sample: Sample): Promise<void> {
    if (this.#hasForgotten) await super.publish(sample);
    this.#hasForgotten = true;
  }
}

serveLoad({ bus: async (address) => new ForgetfulBus(address) });
