import { config } from 'zod';

/*
 * The page's content security policy forbids eval. zod would detect that by trying, which browsers report as a violation.
 * Must be imported before the schemas of @blog/contracts, which are built when they load.
 */
config({ jitless: true });
