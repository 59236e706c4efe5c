'use strict';

/** The page offers the lab on this machine only. */
const LOOPBACK = /^http:\/\/(localhost|127\.[\d.]+|\[::1\])(:|$)/;

/** The views of the page and what each shows. */
const views = (url, hasLab) => [
  `  ${url}/             the blog, live`,
  `  ${url}/bus          every event, with what caused it and what followed`,
  `  ${url}/topology     who is how far behind${hasLab ? '; and the lab, which kills, freezes and cuts off any of them (docs/lab.md)' : ''}`,
  `  ${url}/time-travel  the blog as it was after any event`,
];

/** What to look at and what to try once every part is ready. */
function welcome(parts, { hasLab = false } = {}) {
  const url = Object.fromEntries(parts.map((part) => [part.name, part.url]));
  const client = parts.find(({ name }) => name === 'client');
  const services = parts.filter((part) => part !== client);
  const json = "-H 'content-type: application/json'";
  const { PORT_OFFSET } = process.env;
  return [
    '',
    `Everything is ready.${client ? ` Open ${client.url}` : ''}`,
    '',
    ...(client ? [...views(client.url, hasLab && LOOPBACK.test(client.url)), ''] : []),
    ...services.map(({ name, url, page = '' }) => `  ${name.padEnd(10)}  ${url}${page}`),
    '',
    'In another terminal: a post, a comment that moderation rejects, and how it all reads.',
    `  POST=$(curl -s ${url.posts}/posts ${json} -d '{"title":"Fruit"}' \\`,
    `    | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')`,
    `  curl ${url.comments}/posts/$POST/comments ${json} -d '{"content":"An orange a day"}'`,
    `  curl ${url.query}/posts`,
    'Or 113 posts and 1,002 comments in many languages:',
    `  ${PORT_OFFSET ? `PORT_OFFSET=${PORT_OFFSET} ` : ''}npm run seed`,
    'docs/lessons has more to try.',
    '',
    'Ctrl-C stops everything that this has started.',
    '',
  ].join('\n');
}

module.exports = { welcome };
