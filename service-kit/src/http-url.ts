import { z } from 'zod';

/** URL parsers turn `http:///x` and `http:x` into `http://x`, which is never what was meant. */
const HAS_HOST = /^https?:\/\/[^/\\?#]/i;
const HAS_QUERY = /[?#]/;

/** An http or https URL that can be called. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'expected an http or https URL', abort: true })
  .refine((url) => HAS_HOST.test(url), 'expected a host after http://')
  .refine((url) => new URL(url).port !== '0', 'expected another port than 0');

/** An http or https URL to which paths are appended. */
export const baseUrl = httpUrl.refine((url) => !HAS_QUERY.test(url), 'expected a URL without ? and #');
