'use strict';

const { readFileSync } = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');
const { ROOT, Refused } = require('../run-tool');
const { copyQuery } = require('./copy-query');
const { insertBefore, insertLinesAfter, insertLinesBefore, linesOf } = require('./insert-in-yaml');
const { wireSkaffold } = require('./wire-skaffold');

/** Width of the first column of the table in network-policies.yaml. */
const CALLER_COLUMN = 40;

/** @throws Refused  the anchor is missing or there more than once */
function replaceOnce(text, anchor, replacement) {
  if (text.split(anchor).length !== 2) {
    throw new Refused(`Expected "${anchor.trim()}" once.`);
  }
  return text.replace(anchor, () => replacement);
}

/** Copies query's entry under `services`, before the page's. */
const wireCompose = (text, service) =>
  insertLinesBefore(
    text,
    ['services', 'client'],
    `${copyQuery(linesOf(text, ['services', 'query']), service)}\n`,
  );

/** Adds the files of `infra/k8s`, in alphabetical order. */
function wireKustomization(text, { name }) {
  return ['depl', 'pdb', 'srv'].reduce((before, kind) => {
    const file = `${name}-${kind}.yaml`;
    const { resources } = parse(before);
    const line = `  - ${file}\n`;
    const next = resources.findIndex((resource) => resource > file);
    return next === -1
      ? insertLinesAfter(before, ['resources', resources.length - 1], line)
      : insertLinesBefore(before, ['resources', next], line);
  }, text);
}

function wireKind(text, { name, nodePort }) {
  const { nodes } = parse(text);
  const keys = ['nodes', 0, 'extraPortMappings', nodes[0].extraPortMappings.length - 1];
  const mapping = linesOf(text, keys).replaceAll(/\d{5}/g, String(nodePort));
  return insertLinesAfter(text, keys, `      # ${name}\n${mapping}`);
}

function wireDependabot(text, { name }) {
  const { updates } = parse(text);
  const index = updates.findIndex((update) => update['package-ecosystem'] === 'docker');
  const client = updates[index].directories.indexOf('/client');
  return insertBefore(text, ['updates', index, 'directories', client], `/${name}, `);
}

function wireDevcontainer(text, { name, port }) {
  const { forwardPorts } = JSON.parse(text);
  const forwarded = insertBefore(text, ['forwardPorts', forwardPorts.indexOf(4005)], `${port}, `);
  const attributes = `    "${port}": { "label": "${name}", "onAutoForward": "silent" },\n`;
  return insertLinesBefore(forwarded, ['portsAttributes', '4005'], attributes);
}

function wirePackage(text, { name }) {
  const lab = JSON.parse(text).workspaces.indexOf('lab');
  return insertLinesBefore(text, ['workspaces', lab], `    "${name}",\n`);
}

function wireBuild(text, { name }) {
  const lab = JSON.parse(text).references.findIndex(({ path: folder }) => folder === 'lab');
  return insertLinesBefore(text, ['references', lab], `    { "path": "${name}" },\n`);
}

function wireParts(text, { name, port }) {
  const client = "  { name: 'client',";
  const part = `  { name: '${name}', port: ${port}, page: '/${name}', isRebuildable: true },\n`;
  return replaceOnce(text, client, `${part}${client}`);
}

const wireDockerignore = (text, { name }) => replaceOnce(text, '\n!client\n', `\n!${name}\n!client\n`);

/** Only in the comment: the policies themselves select by labels. */
function wireNetworkPolicies(text, { name }) {
  const next = '\n#   event-bus ';
  const row = `\n#   ${name.padEnd(CALLER_COLUMN)}-> event-bus      (pods with the label uses-event-bus)`;
  return replaceOnce(text, next, `${row}${next}`);
}

const EDITS = {
  'package.json': wirePackage,
  'tsconfig.build.json': wireBuild,
  'scripts/parts.js': wireParts,
  '.dockerignore': wireDockerignore,
  '.devcontainer/devcontainer.json': wireDevcontainer,
  '.github/dependabot.yml': wireDependabot,
  'compose.yaml': wireCompose,
  'compose.override.yaml': wireCompose,
  'skaffold.yaml': wireSkaffold,
  'infra/k8s/Kustomization': wireKustomization,
  'infra/k8s/network-policies.yaml': wireNetworkPolicies,
  'infra/kind.yaml': wireKind,
};

/** The files that name every service, with the new one added: their texts, by their paths from the root. @throws Refused */
function wireService(service) {
  return new Map(
    Object.entries(EDITS).map(([file, edit]) => {
      try {
        return [file, edit(readFileSync(path.join(ROOT, file), 'utf8'), service)];
      } catch (error) {
        throw new Refused(
          `${file} is not as this command knows it, so nothing was written. ${error.message}`,
        );
      }
    }),
  );
}

module.exports = { wireService };
