'use strict';

const { skipEveryThird } = require('../preload/skip-every-third');

// Query's checkpoint passes every third new post without a change of its state.
skipEveryThird('PostCreated');
