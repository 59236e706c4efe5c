'use strict';

/**
 * Subscribers that an event bus pushes to, one on each port in LISTENERS. Each answers 204 to an event and keeps its id. GET
 * /?each=3 on the process's own port answers once every subscriber has had at least 3 deliveries, with the ids that each has
 * received, in order.
 */
const http = require('node:http');

const ports = (process.env.LISTENERS ?? '').split(',').filter(Boolean).map(Number);
const received = ports.map(() => []);
/** Number of subscribers that have had a first delivery, a second … */
const reached = [];
let asked;

function answerIfReached() {
  if (asked === undefined || (asked.each > 0 && (reached[asked.each - 1] ?? 0) < ports.length)) return;
  asked.response.end(JSON.stringify(received));
  asked = undefined;
}

function listen(port, onRequest) {
  const server = http.createServer(onRequest).listen(port, process.env.HOST);
  // Never closes a connection that the bus may be about to reuse.
  server.keepAliveTimeout = 0;
}

for (const [index, port] of ports.entries()) {
  listen(port, (request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const count = received[index].push(JSON.parse(Buffer.concat(chunks)).id);
      reached[count - 1] = (reached[count - 1] ?? 0) + 1;
      response.writeHead(204).end();
      answerIfReached();
    });
  });
}

listen(Number(process.env.PORT), (request, response) => {
  const each = Number(new URL(request.url, 'http://sinks').searchParams.get('each'));
  asked = { each, response };
  answerIfReached();
});
