import { BlogHistory } from './blog-history';
import type { EventSystem, OpenEventSystem } from './event-system';
import type { LoadAnswer, LoadFigures, LoadJob, LoadRequest } from './load-messages';
import { openWorkload } from './workloads/open-workload';
import type { Workload } from './workloads/workload';

/** Serves the runner's requests in a load process: opens one job, runs rounds of it, verifies, and exits with its parent. */
export function serveLoad(adapters: Readonly<Record<string, OpenEventSystem>>): void {
  let workload: Workload | undefined;
  const open = async (job: LoadJob) => {
    const openSystem = adapters[job.adapter] as OpenEventSystem;
    const system: EventSystem = await openSystem(job.address);
    const history = new BlogHistory(job);
    workload = await openWorkload({ system, history }, job.workload);
  };
  const answer = (request: LoadRequest): Promise<unknown> => {
    if (request.ask === 'open') return open(request.job);
    if (workload === undefined) throw new Error('Expected a job first.');
    return request.ask === 'round' ? round(workload, request.ms) : workload.verify();
  };
  const reply = (message: LoadAnswer) => process.send?.(message);
  process.on('message', async (request: LoadRequest) => {
    try {
      reply({ value: await answer(request) });
    } catch (error) {
      const { message, stack } = error as Error;
      reply({ error: message, stack });
    }
  });
  process.once('disconnect', () => process.exit());
}

async function round(workload: Workload, ms: number): Promise<LoadFigures> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const figures = await workload.round(ms);
  const { user, system } = process.cpuUsage(cpu);
  return { ...figures, loadCpu: (user + system) / 1000 / (performance.now() - start) };
}
