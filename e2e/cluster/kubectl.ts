import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;

export interface KubectlOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** The part of a Kubernetes object that the tests read. */
export interface KubeObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid: string };
  // biome-ignore lint/suspicious/noExplicitAny: the cluster's own types, of which each test knows what it reads
  readonly spec: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly status: any;
}

/** The real `kubectl`, in one context and namespace. */
export class Kubectl {
  readonly #target: readonly string[];

  constructor(options: { context: string; namespace: string }) {
    this.#target = [`--context=${options.context}`, `--namespace=${options.namespace}`];
  }

  /** Resolves with its output. @throws Error  it failed; with the command and its output */
  run(...args: string[]): Promise<KubectlOutput> {
    return promisify(execFile)('kubectl', [...this.#target, ...args], { maxBuffer: OUTPUT_BYTES_MAX });
  }

  /** Objects from `kubectl get`. */
  async get(...args: string[]): Promise<KubeObject[]> {
    const found = JSON.parse((await this.run('get', '--output=json', ...args)).stdout);
    return found.kind === 'List' ? found.items : [found];
  }

  /** Applies objects that are in no file. */
  async apply(...items: object[]): Promise<void> {
    const child = this.spawn('apply', '--filename=-');
    child.stdin?.end(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    const code = await new Promise((done) => child.once('close', done));
    if (code !== 0) throw new Error(`kubectl apply ended with ${code}: ${output}`);
  }

  /** Starts a long-running command, such as `port-forward`. */
  spawn(...args: string[]): ChildProcess {
    return spawn('kubectl', [...this.#target, ...args], { stdio: 'pipe' });
  }
}
