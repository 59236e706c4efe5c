import { config } from 'zod';

/*
 * The page's content security policy forbids code made at run time. zod would find that out by trying, which browsers
 * report. This comes before the schemas of @blog/contracts, which are made as they are loaded.
 */
config({ jitless: true });
