'use strict';

/** The parts of the system: each has a folder of its name and answers HTTP on its port. */
const parts = [
  { name: 'event-bus', port: 4005 },
  { name: 'posts', port: 4000 },
  { name: 'comments', port: 4001 },
  { name: 'query', port: 4002 },
  { name: 'moderation', port: 4003 },
];

module.exports = { parts };
