'use strict';

const { skipEveryThird } = require('../preload/skip-every-third');

// Query's checkpoint passes every third new post without changing its state.
skipEveryThird('PostCreated');
