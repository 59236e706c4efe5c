import { createServer } from 'node:net';
import type { Plugin } from 'vite';

/** Vite listens on one address: answers on ::1 too where there is IPv6, like service-kit's `listen`. */
export function devIPv6(): Plugin {
  return {
    name: 'dev-ipv6',
    apply: 'serve',
    configureServer({ httpServer, config }) {
      if (httpServer === null) return;
      const door = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
        httpServer.emit('connection', socket);
      });
      door.once('error', (error) => config.logger.warn(`The page is not at [::1]: ${error.message}`));
      httpServer.once('listening', () => door.listen({ host: '::1', port: config.server.port }));
      httpServer.once('close', () => door.close());
    },
  };
}
