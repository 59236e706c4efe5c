'use strict';

const axios = require('axios');
const express = require('express');

const { EVENT_BUS_URL, PORT } = process.env;
const posts = {};

function handleEvent({ type, data }) {
  if (type === 'PostCreated') {
    const { id, title } = data;
    posts[id] = { id, title, comments: [] };
  }
  if (type === 'CommentCreated') {
    const { id, content, postId, status } = data;
    posts[postId].comments.push({ id, content, status });
  }
  if (type === 'CommentUpdated') {
    const { id, content, postId, status } = data;
    const comment = posts[postId].comments.find((one) => one.id === id);
    comment.status = status;
    comment.content = content;
  }
}

const app = express();
app.use(express.json());

app.get('/posts', (_request, response) => {
  response.send(posts);
});

app.post('/events', (request, response) => {
  handleEvent(request.body);
  response.send({});
});

app.listen(PORT, '127.0.0.1', async (error) => {
  if (error) {
    throw error;
  }
  console.log(`Listening on ${PORT}`);
  try {
    const { data: events } = await axios.get(`${EVENT_BUS_URL}/events`);
    for (const event of events) {
      handleEvent(event);
    }
  } catch (failure) {
    console.log(failure.message);
  }
});
