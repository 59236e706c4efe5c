'use strict';

/** A text of query's (its Dockerfile, its manifests, its entries) as one of a new service. */
const copyQuery = (text, { name, port, nodePort }) =>
  text.replaceAll('query', name).replaceAll('30402', String(nodePort)).replaceAll('4002', String(port));

module.exports = { copyQuery };
