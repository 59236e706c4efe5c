'use strict';

/** The first README of a new service: what is true of the example. */
const serviceReadme = ({ name, port }) => `# ${name}

Counts posts, comments, words, and decisions by status. All it has comes from the log, so its folder can be deleted at any time.

**Hears** \`PostCreated\`, \`CommentCreated\` and \`CommentUpdated\`. **Tells** nothing.

| route | answers |
|---|---|
| \`GET /${name}\` | 200, an object: how many there are of each |

\`/healthz\`, \`/readyz\`, \`/metrics\` and \`/openapi.json\` are as everywhere, and so is [\`/set-aside\`](../docs/operating.md#an-event-that-was-set-aside).

## Settings

| name | default | |
|---|---|---|
| \`PORT\`, \`HOST\` | ${port}, \`localhost\` | |
| \`CORS_ORIGINS\`, \`ALLOWED_HOSTS\` | \`loopback\`, none | [what a web page may do](../docs/operating.md#what-a-web-page-may-do) |
| \`BUS_URL\` | \`http://localhost:4005\` | |
| \`DATA_DIR\` | \`.data\` | the counts and the checkpoint |
| \`INSTANCE\` | the host's name | tells replicas apart in the bus's \`/subscribers\` |
| \`SET_ASIDE_MAX\` | 10000 | events set aside from the log; one more stops it until there is room |
| \`LOG_LEVEL\`, \`SHUTDOWN_MS\`, \`REQUESTS_IN_FLIGHT_MAX\` | \`info\`, 10000, 1000 | |

## Run it alone

\`npm run dev -w ${name}\` runs it from its sources until Ctrl-C; it needs a bus to have anything to count.

Start reading at \`src/main.ts\`. [CONTRIBUTING](../CONTRIBUTING.md#add-a-service) says how it grows.
`;

module.exports = { serviceReadme };
