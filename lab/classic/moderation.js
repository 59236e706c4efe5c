'use strict';

const axios = require('axios');
const express = require('express');

const { EVENT_BUS_URL, PORT } = process.env;

const app = express();
app.use(express.json());

app.post('/events', async (request, response) => {
  const { type, data } = request.body;
  if (type === 'CommentCreated') {
    const { id, postId, content } = data;
    const status = content.includes('orange') ? 'rejected' : 'approved';
    await axios.post(`${EVENT_BUS_URL}/events`, {
      type: 'CommentModerated',
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
