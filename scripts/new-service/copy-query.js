'use strict';

/** A text of query's (Dockerfile, manifest, entry), rewritten for a new service. */
const copyQuery = (text, { name, port, nodePort }) =>
  // The name last: it may contain a port.
  text.replaceAll('30402', String(nodePort)).replaceAll('4002', String(port)).replaceAll('query', name);

module.exports = { copyQuery };
