import type { Post } from '@blog/contracts';
import {
  created,
  type Endpoint,
  type Input,
  implement,
  type KeptAnswers,
  setEventPosition,
  setNextLink,
  versionCheck,
  versionTag,
} from '@blog/service-kit';
import { createPost } from '../domain/create-post';
import { deletePost } from '../domain/delete-post';
import { editPost } from '../domain/edit-post';
import { findPost } from '../domain/find-post';
import { postChanged } from '../domain/post-faults';
import type { PostPorts } from '../domain/post-ports';
import { routes } from './routes';

export interface PostsHttpPorts extends PostPorts {
  readonly keptAnswers: KeptAnswers;
}

export function postsEndpoints(ports: PostsHttpPorts): Endpoint[] {
  const create = (input: Input<typeof routes.createPost>) =>
    created<Post>(input, {
      keptAnswers: ports.keptAnswers,
      make: (onMade) => createPost(input.body, ports, onMade),
      answer: (post) => ({ path: `/posts/${post.id}`, tag: versionTag(post.version), body: post }),
      positionOf: (post) => ports.posts.positionOf(post),
    });

  return implement(routes, {
    createPost: create,
    createPostOfCourse: create,
    listPosts: ({ query, request, response }) => {
      const { items, next } = ports.posts.list(query);
      setNextLink(request, response, { name: 'before', cursor: next });
      return items;
    },
    readPost: async ({ params: { id }, request, response }) => {
      const isMeant = versionCheck(request);
      const post = await findPost(id, ports);
      if (!isMeant(post.version)) throw postChanged(post);
      response.setHeader('ETag', versionTag(post.version));
      return post;
    },
    editPost: async ({ params: { id }, body, request, response }) => {
      const wanted = { id, written: body, isMeant: versionCheck(request) };
      const { thing, position } = await editPost(wanted, ports);
      setEventPosition(response, position);
      response.setHeader('ETag', versionTag(thing.version));
      return thing;
    },
    deletePost: async ({ params: { id }, request, response }) => {
      const { position } = await deletePost({ id, isMeant: versionCheck(request) }, ports);
      setEventPosition(response, position);
    },
  });
}
