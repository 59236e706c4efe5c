'use strict';

const { spawnSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { ROOT } = require('../run-tool');
const { copyQuery } = require('./copy-query');
const { readExample } = require('./read-example');
const { serviceReadme } = require('./service-readme');

const DESCRIPTION = 'Counts what is written.';
const MANIFESTS = ['depl', 'pdb', 'srv'];
const BIOME = path.join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');

const read = (file) => readFileSync(path.join(ROOT, file), 'utf8');

/** Formats code with Biome: with another name, lines change their length. */
function format(code) {
  const args = [BIOME, 'format', '--stdin-file-path=main.ts'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    input: code,
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`Biome cannot format the example of CONTRIBUTING.md:\n${stderr}`);
  }
  return stdout;
}

/** The example of CONTRIBUTING.md with the service's name, route, title and port. */
function mainOf({ name, port, title }) {
  const code = readExample(path.join(ROOT, 'CONTRIBUTING.md'))
    .replaceAll('4004', String(port))
    .replaceAll("'statistics'", `'${name}'`)
    .replaceAll("'/statistics'", `'/${name}'`)
    .replaceAll("'Statistics'", `'${title}'`);
  return format(code);
}

/** Query's package.json, with only the dependencies that the code imports, and without `exports`: it has no http/routes.ts. */
function packageOf({ name }, main) {
  const { dependencies, exports: _, ...others } = JSON.parse(read('query/package.json'));
  const imported = Object.entries(dependencies).filter(([dependency]) => main.includes(`'${dependency}'`));
  const own = { name: `@blog/${name}`, description: DESCRIPTION, dependencies: Object.fromEntries(imported) };
  return `${JSON.stringify({ ...others, ...own }, undefined, 2)}\n`;
}

/** The files of a new service: their texts, by their paths from the root. */
function serviceFiles(service) {
  const { name } = service;
  const main = mainOf(service);
  const { description } = JSON.parse(read('query/package.json'));
  const dockerfile = read('query/Dockerfile').replaceAll(description, DESCRIPTION);
  return new Map([
    [`${name}/src/main.ts`, main],
    [`${name}/package.json`, packageOf(service, main)],
    [`${name}/tsconfig.json`, read('query/tsconfig.json')],
    [`${name}/nodemon.json`, read('query/nodemon.json')],
    [`${name}/README.md`, serviceReadme(service)],
    [`${name}/Dockerfile`, copyQuery(dockerfile, service)],
    ...MANIFESTS.map((kind) => [
      `infra/k8s/${name}-${kind}.yaml`,
      copyQuery(read(`infra/k8s/query-${kind}.yaml`), service),
    ]),
  ]);
}

module.exports = { serviceFiles };
