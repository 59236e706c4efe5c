'use strict';

const { randomUUID } = require('node:crypto');
const axios = require('axios');
const express = require('express');

const { EVENT_BUS_URL, PORT } = process.env;
const posts = {};

const app = express();
app.use(express.json());

app.get('/posts', (_request, response) => {
  response.send(posts);
});

app.post('/posts', async (request, response) => {
  const id = randomUUID();
  const { title } = request.body;
  posts[id] = { id, title };
  await axios.post(`${EVENT_BUS_URL}/events`, { type: 'PostCreated', data: { id, title } });
  response.status(201).send(posts[id]);
});

app.post('/events', (_request, response) => {
  response.send({});
});

app.listen(PORT, '127.0.0.1', (error) => {
  if (error) {
    throw error;
  }
  console.log(`Listening on ${PORT}`);
});
