import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Socket } from 'node:net';

/** Long enough for a lost packet to be sent again. */
const CONNECT_MS_MAX = 2_000;

/**
 * Agents for axios that keep connections, and give up one that is not made within 2 s (`ETIMEDOUT`): an address that
 * nobody has any more, as that of a pod that is gone, does not answer at all.
 */
export function connectingAgents(): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } {
  return {
    httpAgent: withConnectTimeout(new HttpAgent({ keepAlive: true })),
    httpsAgent: withConnectTimeout(new HttpsAgent({ keepAlive: true })),
  };
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
