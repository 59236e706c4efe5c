'use strict';

/** What to look at and what to try, once every part is ready. */
function welcome(parts) {
  const client = parts.find(({ name }) => name === 'client');
  const json = "-H 'content-type: application/json'";
  return [
    '',
    `Everything is ready.${client ? ` Open http://localhost:${client.port}` : ''}`,
    '',
    ...parts.map(({ name, port, page = '' }) => `  ${name.padEnd(10)}  http://localhost:${port}${page}`),
    '',
    'Or try it in another terminal: a post, a comment that moderation rejects, and how it all reads.',
    `  POST=$(curl -s http://localhost:4000/posts ${json} -d '{"title":"Fruit"}' \\`,
    `    | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')`,
    `  curl http://localhost:4001/posts/$POST/comments ${json} -d '{"content":"An orange a day"}'`,
    '  curl http://localhost:4002/posts',
    '',
    'Ctrl-C stops everything.',
    '',
  ].join('\n');
}

module.exports = { welcome };
