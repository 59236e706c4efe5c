const { parts } = require('./scripts/parts');

const services = parts.map(({ name }) => name).join('|');
const CALLS = '^client/src/api/call\\.ts$';

/** The layer rules: arrows point inward, main → app → http, events, storage → domain. */
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle cannot be understood or tested one part at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-knows-no-technology',
      comment:
        'Decisions are made without HTTP, storage or sockets, so they can be read and tested by themselves.',
      severity: 'error',
      from: { path: '/src/domain/', pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules/(express|axios|lmdb|cors|pino|prom-client)/|^node:(http|https|net|fs)$' },
    },
    {
      name: 'domain-is-innermost',
      severity: 'error',
      from: { path: '^([^/]+)/src/domain/' },
      to: { path: '^$1/src/', pathNot: '^$1/src/(domain/|problems\\.ts$)' },
    },
    {
      name: 'adapters-know-the-domain-only',
      comment: 'app and main combine http, events and storage; these do not import one another.',
      severity: 'error',
      from: { path: '^([^/]+)/src/(http|events|storage)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^$1/src/', pathNot: '^$1/src/((domain|wire|$2)/|problems\\.ts$)' },
    },
    {
      name: 'app-does-not-know-main',
      severity: 'error',
      from: { path: '/(src|server)/app\\.ts$' },
      to: { path: '/(src|server)/main\\.ts$' },
    },
    {
      name: 'services-never-import-one-another',
      severity: 'error',
      from: { path: `^(${services})/`, pathNot: CALLS },
      to: { path: `^(${services})/`, pathNot: '^$1/' },
    },
    {
      name: 'the-page-knows-services-by-their-routes',
      comment: 'It calls them over HTTP; the compiler checks the calls.',
      severity: 'error',
      from: { path: CALLS },
      to: { path: `^(lab|${services})/`, pathNot: '^client/|/src/http/routes\\.ts$' },
    },
    {
      name: 'the-page-loads-no-service',
      severity: 'error',
      from: { path: CALLS },
      to: { path: '/src/http/routes\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-page-and-its-server-are-apart',
      comment: 'The page runs in browsers; in the image nginx replaces its server.',
      severity: 'error',
      from: { path: '^client/(src|server)/' },
      to: { path: '^client/(src|server)/', pathNot: '^client/$1/' },
    },
    {
      name: 'the-bus-knows-nothing-of-blogs',
      severity: 'error',
      from: { path: '^event-(bus|log)/' },
      to: { path: '^contracts/' },
    },
    {
      name: 'wire-is-innermost',
      comment: 'Wire formats are parsed without knowing how the data is used.',
      severity: 'error',
      from: { path: '^([^/]+)/src/wire/', pathNot: '\\.test\\.ts$' },
      to: { path: '^$1/src/', pathNot: '^$1/src/(wire/|problems\\.ts$)' },
    },
    {
      name: 'engines-of-the-log-are-apart',
      comment: 'Each engine can be removed, and is loaded alone.',
      severity: 'error',
      from: { path: '^event-log/src/([^/]+)/' },
      to: { path: '^event-log/src/[^/]+/', pathNot: '^event-log/src/$1/' },
    },
    {
      name: 'the-log-does-not-know-its-engines',
      severity: 'error',
      from: { path: '^event-log/src/[^/]+$' },
      to: { path: '^event-log/src/[^/]+/' },
    },
    {
      name: 'nats-is-known-to-its-engine-alone',
      comment: 'A bus on another engine does not load the NATS client.',
      severity: 'error',
      from: { pathNot: '^(event-log/(src|test)/jetstream|bench)/|^node_modules/' },
      to: { path: 'node_modules/@nats-io/' },
    },
    {
      name: 'the-log-serves-the-bus',
      comment: 'It is read and tested without the bus.',
      severity: 'error',
      from: { path: '^event-log/' },
      to: { path: `^(contracts|${services})/` },
    },
    {
      name: 'contracts-run-in-browsers',
      severity: 'error',
      from: { path: '^contracts/src/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^contracts/src/|node_modules/zod/' },
    },
    {
      name: 'service-kit-serves-all-alike',
      severity: 'error',
      from: { path: '^service-kit/src/' },
      to: { path: `^(contracts|event-log|${services})/` },
    },
    {
      name: 'the-lab-is-in-no-image',
      comment: 'Only the scripts that start the system on this machine load it; the page knows its answers.',
      severity: 'error',
      from: { pathNot: `^(lab|scripts|e2e)/|${CALLS}` },
      to: { path: '^lab/', pathNot: '^lab/src/domain/(lab|account)-state\\.ts$' },
    },
    {
      name: 'services-know-nothing-of-the-lab',
      severity: 'error',
      from: { path: `^(contracts|event-log|service-kit|${services})/`, pathNot: '^client/' },
      to: { path: '^lab/' },
    },
    {
      name: 'the-lab-knows-nothing-of-services',
      comment: 'It calls them over HTTP like any client, and reads events by their contracts.',
      severity: 'error',
      from: { path: '^lab/' },
      to: { path: `^(event-log|${services})/` },
    },
    {
      name: 'the-classic-system-is-apart',
      comment: 'It is the system of the course: it contains none of our code.',
      severity: 'error',
      from: { path: '^lab/classic/' },
      to: {
        pathNot: '^lab/classic/|node_modules/(axios|express)/|^node:|^(child_process|crypto|events|path)$',
      },
    },
    {
      name: 'nothing-is-built-on-the-classic-system',
      severity: 'error',
      from: { pathNot: '^lab/classic/' },
      to: { path: '^lab/classic/' },
    },
    {
      name: 'the-state-of-the-lab-runs-in-browsers',
      severity: 'error',
      from: { path: '^lab/src/domain/(lab|account)-state\\.ts$' },
      to: { pathNot: 'node_modules/zod/' },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependencies-in-services',
      severity: 'error',
      from: { path: '/(src|server)/', pathNot: '\\.(test\\.tsx?|d\\.ts)$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/|\\.data/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@blog/source', 'import', 'require', 'node', 'default', 'types'],
    },
  },
};
