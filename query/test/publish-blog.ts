import type { MemoryBus } from '../../service-kit/test/memory-bus';

/** Publishes the blog's events as posts and comments would. */
export class PublishBlog {
  readonly #bus: MemoryBus;

  constructor(bus: MemoryBus) {
    this.#bus = bus;
  }

  createPost(id: string, title = `Title of ${id}`) {
    return this.#bus.append({ type: 'PostCreated', data: { id, title, version: 1 } });
  }

  updatePost(id: string, title: string, version: number) {
    return this.#bus.append({ type: 'PostUpdated', data: { id, title, version } });
  }

  deletePost(id: string, version: number) {
    return this.#bus.append({ type: 'PostDeleted', data: { id, version } });
  }

  createComment(postId: string, id: string, content = `Text of ${id}`) {
    const data = { id, postId, content, status: 'pending', version: 1 };
    return this.#bus.append({ type: 'CommentCreated', data });
  }

  editComment(postId: string, id: string, content: string, version: number) {
    const data = { id, postId, content, status: 'pending', version };
    return this.#bus.append({ type: 'CommentEdited', data });
  }

  updateComment(postId: string, id: string, status: string, version = 1, content = `Text of ${id}`) {
    const data = { id, postId, content, status, version };
    return this.#bus.append({ type: 'CommentUpdated', data });
  }

  deleteComment(postId: string, id: string, version: number) {
    return this.#bus.append({ type: 'CommentDeleted', data: { id, postId, version } });
  }
}
