import type { MemoryBus } from '../../service-kit/test/memory-bus';
import { ServiceUnderTest } from '../../service-kit/test/service-under-test';
import { makeComments } from '../src/make-comments';

/** The tables that make up the state of comments. */
export const TABLES = ['posts', 'comments', 'deleted-comments', 'comment-order', 'comment-places'];

/** The comments service on a folder and a bus of its own. */
export const commentsUnderTest = (bus?: MemoryBus) => new ServiceUnderTest(makeComments, bus);
