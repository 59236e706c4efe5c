'use strict';

const axios = require('axios');
const express = require('express');

const { POSTS_URL, COMMENTS_URL, QUERY_URL, MODERATION_URL, PORT } = process.env;
const listeners = [POSTS_URL, COMMENTS_URL, QUERY_URL, MODERATION_URL];
const events = [];

const app = express();
app.use(express.json());

app.post('/events', (request, response) => {
  const event = request.body;
  events.push(event);
  // Fire and forget: a listener that cannot be reached is not tried again.
  for (const url of listeners) {
    axios.post(`${url}/events`, event).catch(() => {});
  }
  response.send({ status: 'OK' });
});

app.get('/events', (_request, response) => {
  response.send(events);
});

app.listen(PORT, '127.0.0.1', (error) => {
  if (error) {
    throw error;
  }
  console.log(`Listening on ${PORT}`);
});
