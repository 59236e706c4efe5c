import { ConfigError } from '@blog/service-kit';
import { readSettings } from './config';

const before = process.env;
const withEnvironment = (environment: NodeJS.ProcessEnv) => {
  process.env = environment;
  return readSettings();
};
afterEach(() => {
  process.env = before;
});

it('blocks orange and is pushed to on its own port unless told otherwise', () => {
  expect(withEnvironment({})).toMatchObject({
    PORT: 4003,
    BLOCKED_WORDS: ['orange'],
    EVENTS_URL: 'http://localhost:4003/events',
  });
});

it('takes words separated by commas, and the URL that the bus shall use', () => {
  const environment = { BLOCKED_WORDS: ' orange, 橙子 ,,two words', PUBLIC_URL: 'http://moderation:80/' };
  expect(withEnvironment(environment)).toMatchObject({
    BLOCKED_WORDS: ['orange', '橙子', 'two words'],
    EVENTS_URL: 'http://moderation:80/events',
  });
});

it('refuses a URL to which no path can be added', () => {
  expect(() => withEnvironment({ PUBLIC_URL: 'http://moderation?x' })).toThrow(ConfigError);
});

it('refuses any port without a URL, since the bus could not find it', () => {
  expect(() => withEnvironment({ PORT: '0' })).toThrow(ConfigError);
});
