'use strict';

/*
 * The event bus of the well-known course, rewritten in one file with the behaviour of its many copies: events are kept
 * in an array, every listener gets a POST that nobody waits for, and a failure of one is swallowed. Nothing is on disk.
 * The course hard-codes its listeners; here they are the ports of LISTENERS.
 */
const axios = require('axios');
const cors = require('cors');
const express = require('express');

const listeners = (process.env.LISTENERS ?? '').split(',').filter(Boolean);
const app = express();
const events = [];

app.use(express.json());
app.use(cors());

app.post('/events', (request, response) => {
  const event = request.body;
  events.push(event);
  for (const port of listeners) {
    axios.post(`http://127.0.0.1:${port}/events`, event).catch(() => {});
  }
  response.send({ status: 'OK' });
});

app.get('/events', (_request, response) => {
  response.send(events);
});

app.listen(Number(process.env.PORT), process.env.HOST);
