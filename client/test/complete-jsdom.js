const util = require('node:util');

// Browsers have these, jsdom does not.
globalThis.TextEncoder ??= util.TextEncoder;
globalThis.TextDecoder ??= util.TextDecoder;
