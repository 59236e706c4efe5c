'use strict';

/** A text of query's (its Dockerfile, its manifests, its entries) as one of a new service. */
const copyQuery = (text, { name, port, nodePort }) =>
  // The name last: it may look like a port.
  text.replaceAll('30402', String(nodePort)).replaceAll('4002', String(port)).replaceAll('query', name);

module.exports = { copyQuery };
