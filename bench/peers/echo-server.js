'use strict';

const http = require('node:http');

// The minimum that an HTTP server in Node can do with a body: read it and send it back.
http
  .createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length });
      response.end(body);
    });
  })
  .listen(Number(process.env.PORT), process.env.HOST);
