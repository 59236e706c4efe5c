'use strict';

const { parse } = require('yaml');
const { copyQuery } = require('./copy-query');
const { insertLinesAfter, insertLinesBefore, linesOf } = require('./insert-in-yaml');

const DEBUG_PORT = 9229;

/** The path of a list's last entry. */
const lastOf = (keys, list) => [...keys, list.length - 1];

/** Appends a copy of query's entry in a list for the new service. */
function appendCopy(text, keys, list, isOfQuery, service) {
  const entry = linesOf(text, [...keys, list.findIndex(isOfQuery)]);
  return insertLinesAfter(text, lastOf(keys, list), copyQuery(entry, service));
}

const target = (index, name) =>
  `      - op: add\n        path: /build/artifacts/${index}/docker/target\n        value: ${name}\n`;

/** A patch for the new image, which is the last: patches name images by index. */
function wireDev(text, index) {
  const { profiles } = parse(text);
  const profile = profiles.findIndex(({ name }) => name === 'dev');
  const keys = ['profiles', profile, 'patches'];
  return insertLinesAfter(text, lastOf(keys, profiles[profile].patches), target(index, 'dev-read-only'));
}

/** The same for the profile `debug`, with the next port for a debugger. */
function wireDebug(text, index, service) {
  const { profiles } = parse(text);
  const profile = profiles.findIndex(({ name }) => name === 'debug');
  const { patches } = profiles[profile];
  const keys = ['profiles', profile, 'patches'];
  const isForward = ({ path }) => path === '/portForward/-';
  const forwards = patches.filter(isForward).map(({ value }) => value);
  const query = patches.findIndex(({ value }) => value.resourceName === 'query-depl');
  const next = Math.max(...forwards.map(({ localPort }) => localPort)) + 1;
  const forward = copyQuery(linesOf(text, [...keys, query]), service).replace(
    /localPort: \d+/,
    `localPort: ${next}`,
  );
  const forwarded = insertLinesAfter(text, lastOf(keys, patches), forward);
  const debugged = insertLinesBefore(
    forwarded,
    [...keys, patches.findIndex(isForward)],
    target(index, 'debug'),
  );
  return debugged.replace(/(?<=local ports \d+ to )\d+/, String(DEBUG_PORT + forwards.length));
}

/** skaffold.yaml with a new service's image, its port, and its patches in the profiles. */
function wireSkaffold(text, service) {
  const { build, portForward } = parse(text);
  const isImage = ({ image }) => image === 'blog-query';
  const isPort = ({ resourceName }) => resourceName === 'query-clusterip-srv';
  const built = appendCopy(text, ['build', 'artifacts'], build.artifacts, isImage, service);
  const forwarded = appendCopy(built, ['portForward'], portForward, isPort, service);
  return wireDebug(wireDev(forwarded, build.artifacts.length), build.artifacts.length, service);
}

module.exports = { wireSkaffold };
