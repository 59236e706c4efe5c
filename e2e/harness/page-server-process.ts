import { tmpdir } from 'node:os';
import { missingTools } from './missing-tools';
import { NginxProcess } from './nginx-process';
import { ServiceProcess } from './service-process';

export type PageSettings = Readonly<Record<string, string>> & { readonly PORT: string };

/** The page server of `npm start` as a real process. */
export function pageServerProcess(settings: PageSettings): ServiceProcess {
  return new ServiceProcess({
    name: 'client',
    port: Number(settings.PORT),
    dataFolder: tmpdir(),
    env: settings,
  });
}

/** All servers of the page on this machine; all keep the same promises. */
export const PAGE_SERVERS = [
  {
    name: 'the page server',
    create: (settings: PageSettings) => {
      const server = pageServerProcess(settings);
      return { url: server.url, start: () => server.start(), stop: () => server.end('SIGTERM') };
    },
  },
  { name: 'nginx', create: (settings: PageSettings) => new NginxProcess(settings) },
].filter(({ name }) => !missingTools.has(name));
