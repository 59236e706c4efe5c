/** The TypeScript of the example service in CONTRIBUTING.md, which `npm run new-service` also uses. */
export const { readExample } = require('../../scripts/new-service/read-example') as {
  readExample(contributing: string): string;
};
