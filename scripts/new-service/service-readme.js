'use strict';

/** The first README of a new service: what is true of the example. */
const serviceReadme = ({ name, port }) => `# ${name}

Counts posts, comments, words, and decisions by status. All its data comes from the log, so its folder can be deleted at any time.

**Hears** \`PostCreated\`, \`CommentCreated\` and \`CommentUpdated\`. **Publishes** nothing.

| route | answers |
|---|---|
| \`GET /${name}\` | 200, an object with one number for each |

\`/healthz\`, \`/readyz\`, \`/metrics\`, \`/openapi.json\` and [\`/set-aside\`](../docs/operating.md#an-event-that-was-set-aside) work as in every service.

## Settings

| name | default | |
|---|---|---|
| \`PORT\`, \`HOST\` | ${port}, \`localhost\` | |
| \`CORS_ORIGINS\`, \`ALLOWED_HOSTS\` | \`loopback\`, none | [what a web page may do](../docs/operating.md#what-a-web-page-may-do) |
| \`BUS_URL\` | \`http://localhost:4005\` | |
| \`DATA_DIR\` | \`.data\` | the counts and the checkpoint |
| \`INSTANCE\` | the host's name | distinguishes replicas in the bus's \`/subscribers\` |
| \`SET_ASIDE_MAX\` | 10000 | events set aside from the log; one more stops the follower until there is room |
| \`LOG_LEVEL\`, \`SHUTDOWN_MS\`, \`REQUESTS_IN_FLIGHT_MAX\` | \`info\`, 10000, 1000 | |

## Run it alone

\`npm run dev -w ${name}\` runs it from its sources until Ctrl-C; it needs a bus to have anything to count.

Start reading at \`src/main.ts\`. [CONTRIBUTING](../CONTRIBUTING.md#add-a-service) says how it grows.
`;

module.exports = { serviceReadme };
