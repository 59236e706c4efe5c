'use strict';

const { parseArgs } = require('node:util');
const { createOnce, readPages, Refused } = require('./create-once');
const { readHost, urlOf } = require('./part-environment');
const { parts } = require('./parts');
const { SeedProgress } = require('./seed-progress');

const urlOfPart = (name) =>
  urlOf(
    parts.find((part) => part.name === name),
    readHost().host,
  );
const POSTS_URL = process.env.POSTS_URL ?? urlOfPart('posts');
const COMMENTS_URL = process.env.COMMENTS_URL ?? urlOfPart('comments');
const CONCURRENCY = 8;
const FAILURES_SHOWN_MAX = 10;
// The service's clock may be slightly behind ours.
const CLOCK_SKEW_MS = 1_000;

// As the services normalize text before they store it.
const asStored = (text) => text.trim().normalize('NFC');

function readLimits(commandLine) {
  const options = {
    posts: { type: 'string' },
    comments: { type: 'string' },
    concurrency: { type: 'string' },
  };
  const { values } = parseArgs({ args: commandLine, options });
  for (const [name, value] of Object.entries(values)) {
    const min = name === 'concurrency' ? 1 : 0;
    if (!/^\d{1,9}$/.test(value) || Number(value) < min) {
      throw new Error(`--${name} must be a whole number from ${min} up, got "${value}"`);
    }
  }
  const { posts = Infinity, comments = Infinity, concurrency = CONCURRENCY } = values;
  return { posts: Number(posts), comments: Number(comments), concurrency: Number(concurrency) };
}

async function checkIsUp(name, url) {
  try {
    await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
  } catch {
    throw new Error(
      `${name} does not answer at ${url}: start the services with "npm start", then seed again`,
    );
  }
}

async function findPost(title, sinceMs) {
  // Newest first: after one that is older than this run, all others are too.
  for await (const post of readPages(`${POSTS_URL}/posts`)) {
    if (Date.parse(post.createdAt) < sinceMs) {
      return undefined;
    }
    if (post.title === asStored(title)) {
      return post;
    }
  }
  return undefined;
}

async function findComment(commentsUrl, content) {
  for await (const comment of readPages(commentsUrl)) {
    if (comment.content === asStored(content)) {
      return comment;
    }
  }
  return undefined;
}

/** Creates the posts in order and then their comments. Resolves with the counts and the failures. */
async function createAll({ posts, commentsMax, concurrency, progress }) {
  const outcome = { posts: 0, comments: 0, retries: 0, failures: [] };
  const sinceMs = Date.now() - CLOCK_SKEW_MS;
  const onRetry = () => {
    outcome.retries += 1;
  };
  const create = async (kind, request) => {
    try {
      const created = await createOnce({ ...request, onRetry });
      outcome[kind] += 1;
      return created;
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      outcome.failures.push(error.message);
      return undefined;
    } finally {
      progress.advance();
    }
  };

  const comments = [];
  for (const { title, comments: contents } of posts) {
    const find = () => findPost(title, sinceMs);
    const post = await create('posts', { url: `${POSTS_URL}/posts`, body: { title }, find });
    if (post) {
      comments.push(...contents.map((content) => ({ postId: post.id, content })));
    }
  }

  const queue = comments.slice(0, commentsMax).values();
  const worker = async () => {
    for (const { postId, content } of queue) {
      const url = `${COMMENTS_URL}/posts/${postId}/comments`;
      await create('comments', { url, body: { content }, find: () => findComment(url, content) });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return outcome;
}

function summary({ posts, comments, retries }, seconds) {
  const perSecond = Math.round((posts + comments) / seconds);
  return (
    `Created ${posts} posts and ${comments} comments in ${seconds.toFixed(1)} s ` +
    `(${perSecond} per second, ${retries} ${retries === 1 ? 'retry' : 'retries'}).`
  );
}

/**
 * Creates the posts and comments of seed-data.json through the services' public HTTP API, each exactly once, even when a
 * service restarts meanwhile. Exits with 1 when anything is missing.
 */
async function seedBlog(commandLine) {
  try {
    const limits = readLimits(commandLine);
    await checkIsUp('posts', POSTS_URL);
    await checkIsUp('comments', COMMENTS_URL);
    const posts = require('./seed-data.json').posts.slice(0, limits.posts);
    const commentsInPosts = posts.reduce((sum, { comments }) => sum + comments.length, 0);
    const total = posts.length + Math.min(limits.comments, commentsInPosts);

    const startMs = Date.now();
    const outcome = await createAll({
      posts,
      commentsMax: limits.comments,
      concurrency: limits.concurrency,
      progress: new SeedProgress({ total }),
    });
    console.log(summary(outcome, Math.max(1, Date.now() - startMs) / 1000));
    if (outcome.failures.length > 0) {
      const shown = outcome.failures.slice(0, FAILURES_SHOWN_MAX);
      console.error(`${outcome.failures.length} were refused:\n  ${shown.join('\n  ')}`);
      process.exitCode = 1;
    }
  } catch (error) {
    console.error(`The seed has stopped: ${error.message}.`);
    process.exit(1);
  }
}

module.exports = { seedBlog };
