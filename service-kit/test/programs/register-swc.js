'use strict';

const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

// Node runs TypeScript with this (`node -C @blog/source -r …/register-swc.js program.ts`), compiled as the tests are.
require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    swcrc: false,
    sourceMaps: 'inline',
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  module._compile(code, filename);
};
