import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from '../../service-kit/test/eventually';

const TEMPLATE = resolve(__dirname, '../../client/nginx/default.conf.template');
const TEMP_FOLDERS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** nginx as a real process with a folder of its own, configured as in the image. */
export class NginxProcess {
  readonly url: string;
  readonly #settings: Readonly<Record<string, string>>;
  #folder = '';
  #child: ChildProcess | undefined;
  #log = '';

  /** `settings` are what the image's entrypoint finds in the environment. */
  constructor(settings: Readonly<Record<string, string>> & { PORT: string }) {
    this.#settings = settings;
    this.url = `http://127.0.0.1:${settings.PORT}`;
  }

  /** Resolves once it answers. @throws Error  it did not, with what it said */
  async start(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'nginx-'));
    const template = await readFile(TEMPLATE, 'utf8');
    // As envsubst does it: only what is set is filled in, and nginx' own variables stay.
    const site = template.replace(/\$\{(\w+)\}/g, (whole, name: string) => this.#settings[name] ?? whole);
    await writeFile(join(this.#folder, 'site.conf'), site);
    await writeFile(join(this.#folder, 'nginx.conf'), this.#mainConfiguration());
    for (const name of TEMP_FOLDERS) await mkdir(join(this.#folder, name));
    const child = spawn(process.env.NGINX ?? 'nginx', [
      '-p',
      this.#folder,
      '-e',
      'stderr',
      '-c',
      'nginx.conf',
    ]);
    child.stderr.on('data', (chunk: Buffer) => {
      this.#log += chunk;
    });
    this.#child = child;
    await eventually(async () => {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (!answer?.ok) throw new Error(`nginx is not ready\n${this.#log}`);
    });
  }

  /** Stops it at once, with its streams, and deletes its folder. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** What the image's own nginx.conf has around the site. */
  #mainConfiguration(): string {
    return `
      ${process.getuid?.() === 0 ? 'user root;' : ''}
      daemon off;
      worker_processes 1;
      pid nginx.pid;
      error_log stderr warn;
      events { worker_connections 256; }
      http {
        include /etc/nginx/mime.types;
        default_type application/octet-stream;
        access_log off;
        keepalive_timeout 65;
        ${TEMP_FOLDERS.map((name) => `${name}_temp_path ${name};`).join('\n')}
        include site.conf;
      }`;
  }
}
