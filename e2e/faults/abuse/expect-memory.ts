import assert from 'node:assert/strict';
import type { BlogSystem } from '../../harness/blog-system';
import type { ServiceName } from '../../harness/service-names';
import { residentMiB } from '../http-fuzz/resident-memory';

const MIB_MAX = 256;

/** @throws Error  the service exceeds the memory limit of any service */
export function expectMemory(blog: BlogSystem, name: ServiceName): void {
  const mib = residentMiB(blog.services[name].pid) ?? 0;
  assert(mib <= MIB_MAX, `${name} takes ${Math.round(mib)} MiB, expected ${MIB_MAX} at most`);
}
