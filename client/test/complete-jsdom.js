const util = require('node:util');

// Browsers have these, jsdom has not.
globalThis.TextEncoder ??= util.TextEncoder;
globalThis.TextDecoder ??= util.TextDecoder;
