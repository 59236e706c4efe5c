import type { MemoryBus } from '../../service-kit/test/memory-bus';
import { ServiceUnderTest } from '../../service-kit/test/service-under-test';
import { makePosts } from '../src/make-posts';

/** The tables that make up the state of posts. */
export const TABLES = ['posts', 'deleted-posts', 'post-order', 'post-places'];

/** The posts service on a folder and a bus of its own. */
export const postsUnderTest = (bus?: MemoryBus) => new ServiceUnderTest(makePosts, bus);
