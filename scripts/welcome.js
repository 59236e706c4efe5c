'use strict';

/** Where the page has the lab: it is for this machine alone. */
const LOOPBACK = /^http:\/\/(localhost|127\.[\d.]+|\[::1\])(:|$)/;

/** What to look at and what to try, once every part is ready. */
function welcome(parts, { hasLab = false } = {}) {
  const url = Object.fromEntries(parts.map((part) => [part.name, part.url]));
  const client = parts.find(({ name }) => name === 'client');
  const json = "-H 'content-type: application/json'";
  return [
    '',
    `Everything is ready.${client ? ` Open ${client.url}` : ''}`,
    '',
    ...parts.map(({ name, url, page = '' }) => `  ${name.padEnd(10)}  ${url}${page}`),
    '',
    'Or try it in another terminal: a post, a comment that moderation rejects, and how it all reads.',
    `  POST=$(curl -s ${url.posts}/posts ${json} -d '{"title":"Fruit"}' \\`,
    `    | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')`,
    `  curl ${url.comments}/posts/$POST/comments ${json} -d '{"content":"An orange a day"}'`,
    `  curl ${url.query}/posts`,
    '',
    ...(hasLab && client && LOOPBACK.test(client.url)
      ? [
          `The lab, on ${client.url}/topology, kills and freezes services, and cuts them off the bus: docs/lab.md`,
          '',
        ]
      : []),
    'Ctrl-C stops everything that this has started.',
    '',
  ].join('\n');
}

module.exports = { welcome };
