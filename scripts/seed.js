'use strict';

require('./check-node-version').checkNodeVersion();

const { seedBlog } = require('./seed-blog');

seedBlog(process.argv.slice(2));
