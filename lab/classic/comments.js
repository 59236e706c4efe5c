'use strict';

const { randomUUID } = require('node:crypto');
const axios = require('axios');
const express = require('express');

const { EVENT_BUS_URL, PORT } = process.env;
const commentsByPostId = {};

const app = express();
app.use(express.json());

app.get('/posts/:id/comments', (request, response) => {
  response.send(commentsByPostId[request.params.id] || []);
});

app.post('/posts/:id/comments', async (request, response) => {
  const id = randomUUID();
  const { content } = request.body;
  const postId = request.params.id;
  const comments = commentsByPostId[postId] || [];
  comments.push({ id, content, status: 'pending' });
  commentsByPostId[postId] = comments;
  const data = { id, content, postId, status: 'pending' };
  await axios.post(`${EVENT_BUS_URL}/events`, { type: 'CommentCreated', data });
  response.status(201).send(comments);
});

app.post('/events', async (request, response) => {
  const { type, data } = request.body;
  if (type === 'CommentModerated') {
    const { id, postId, status, content } = data;
    const comment = commentsByPostId[postId].find((one) => one.id === id);
    comment.status = status;
    await axios.post(`${EVENT_BUS_URL}/events`, {
      type: 'CommentUpdated',
      data: { id, postId, status, content },
    });
  }
  response.send({});
});

app.listen(PORT, '127.0.0.1', (error) => {
  if (error) {
    throw error;
  }
  console.log(`Listening on ${PORT}`);
});
