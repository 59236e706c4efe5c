'use strict';

const { parse } = require('yaml');
const { copyQuery } = require('./copy-query');
const { insertLinesAfter, insertLinesBefore, linesOf } = require('./insert-in-yaml');

const DEBUG_PORT = 9229;

/** Of a list, the keys of its last entry. */
const lastOf = (keys, list) => [...keys, list.length - 1];

/** An entry of query's in a list, as one of the new service behind the last. */
function appendCopy(text, keys, list, isOfQuery, service) {
  const entry = linesOf(text, [...keys, list.findIndex(isOfQuery)]);
  return insertLinesAfter(text, lastOf(keys, list), copyQuery(entry, service));
}

const target = (index, name) =>
  `      - op: add\n        path: /build/artifacts/${index}/docker/target\n        value: ${name}\n`;

/** A patch for an image that is new, and so the last: patches name images by their index. */
function wireDev(text, index) {
  const { profiles } = parse(text);
  const profile = profiles.findIndex(({ name }) => name === 'dev');
  const keys = ['profiles', profile, 'patches'];
  return insertLinesAfter(text, lastOf(keys, profiles[profile].patches), target(index, 'dev-read-only'));
}

/** The same, and the next port for its debugger. */
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

/** skaffold.yaml with the image of a new service, its port, and what the profiles change of it. */
function wireSkaffold(text, service) {
  const { build, portForward } = parse(text);
  const isImage = ({ image }) => image === 'blog-query';
  const isPort = ({ resourceName }) => resourceName === 'query-clusterip-srv';
  const built = appendCopy(text, ['build', 'artifacts'], build.artifacts, isImage, service);
  const forwarded = appendCopy(built, ['portForward'], portForward, isPort, service);
  return wireDebug(wireDev(forwarded, build.artifacts.length), build.artifacts.length, service);
}

module.exports = { wireSkaffold };
