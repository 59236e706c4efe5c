import { type LookupOptions, lookup } from 'node:dns';
import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, type LookupFunction, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Long enough for a lost packet to be resent. */
const CONNECT_MS_MAX = 2_000;

/** Decides which addresses may be connected to; `host` is the host of the URL. */
export interface CallRules {
  allows(target: { host: string; address: string }): boolean;
}

/** The error code of a call that the rules do not allow. */
export const ADDRESS_DENIED = 'ERR_ADDRESS_DENIED';

/**
 * HTTP agents that keep connections alive, and give up on a connection that is not established within 2 s (`ETIMEDOUT`): an
 * unused address, such as that of a deleted pod, does not answer at all. `rules` are checked against each address that is
 * connected to, so a name that resolves to another address the next time gains nothing.
 */
export function connectingAgents(rules?: CallRules): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } {
  return {
    httpAgent: withFreshRetries(withConnectTimeout(withRules(new HttpAgent({ keepAlive: true }), rules))),
    httpsAgent: withFreshRetries(withConnectTimeout(withRules(new HttpsAgent({ keepAlive: true }), rules))),
  };
}

/**
 * Closes a connection after an unsuccessful answer. One address may stand for several servers, chosen per connection: a
 * retry reaches another one.
 */
function withFreshRetries<Agent extends HttpAgent>(agent: Agent): Agent {
  const keep = agent.keepSocketAlive.bind(agent) as (socket: Duplex) => unknown;
  agent.keepSocketAlive = (socket: Duplex) => {
    // Node has no public name for the request that a connection served last; its own agent looks here as well.
    const { _httpMessage: request } = socket as { _httpMessage?: { res?: IncomingMessage } };
    const { statusCode = 0 } = request?.res ?? {};
    return statusCode >= 200 && statusCode < 300 && keep(socket) !== false;
  };
  return agent;
}

function withRules<Agent extends HttpAgent>(agent: Agent, rules: CallRules | undefined): Agent {
  if (rules === undefined) return agent;
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const host = options.host ?? 'localhost';
    // An address is not looked up, so `lookup` would not check it.
    if (isIP(host) !== 0 && !rules.allows({ host, address: host })) {
      process.nextTick(() => callback?.(denied(host), new Socket()));
      return undefined;
    }
    return connect({ ...options, lookup: allowedLookup(rules) }, callback);
  };
  return agent;
}

/** Finds the addresses of a name that may be connected to. */
function allowedLookup(rules: CallRules): LookupFunction {
  return (host, options: LookupOptions, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const allowed = found.filter(({ address }) => rules.allows({ host, address }));
      const [first] = allowed;
      if (first === undefined) callback(denied(host), []);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function denied(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${host} must not be called`), { code: ADDRESS_DENIED });
}

function withConnectTimeout<Agent extends HttpAgent>(agent: Agent): Agent {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback);
    if (socket instanceof Socket && socket.connecting) {
      const message = `no connection within ${CONNECT_MS_MAX} ms`;
      const overdue = setTimeout(
        () => socket.destroy(Object.assign(new Error(message), { code: 'ETIMEDOUT' })),
        CONNECT_MS_MAX,
      );
      socket.once('connect', () => clearTimeout(overdue)).once('close', () => clearTimeout(overdue));
    }
    return socket;
  };
  return agent;
}
