'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { parts } = require('./parts');

const ROOT = path.join(__dirname, '..');
const read = (name) => fs.readFileSync(path.join(ROOT, name), 'utf8');
const container = JSON.parse(read('.devcontainer/devcontainer.json'));

test('the development container forwards the port of every part, and names it', () => {
  const ports = parts.map(({ port }) => port).sort();
  expect([...container.forwardPorts].sort()).toEqual(ports);
  expect(Object.keys(container.portsAttributes)).toEqual(ports.map(String));
});

test('the development container has the Node of .nvmrc, and installs what the lock file says', () => {
  expect(container.image).toContain(`javascript-node:4-${read('.nvmrc').trim()}-`);
  expect(container.postCreateCommand).toBe('npm ci');
});
