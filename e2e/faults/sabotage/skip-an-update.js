'use strict';

const { skipEveryThird } = require('../preload/skip-every-third');

// Query's checkpoint passes every third decision on a comment without changing its state.
skipEveryThird('CommentUpdated');
