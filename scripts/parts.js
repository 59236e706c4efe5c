'use strict';

/** The parts of the system: each has a folder of its name and answers HTTP on its port; `page` is worth a look. */
const parts = [
  { name: 'event-bus', port: 4005, page: '/subscribers' },
  { name: 'posts', port: 4000, page: '/posts' },
  { name: 'comments', port: 4001, page: '/openapi.json' },
  { name: 'query', port: 4002, page: '/posts' },
  { name: 'moderation', port: 4003, page: '/openapi.json' },
  { name: 'client', port: 3000, page: '/' },
];

module.exports = { parts };
