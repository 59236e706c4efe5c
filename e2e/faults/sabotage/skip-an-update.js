'use strict';

const { skipEveryThird } = require('../preload/skip-every-third');

// Query's checkpoint passes every third decision on a comment without a change of its state.
skipEveryThird('CommentUpdated');
