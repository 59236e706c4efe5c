import { z } from 'zod';
import { digits } from './digits';
import { ConfigError, readConfig } from './read-config';
import { commonSettings, followerSettings, instanceOf } from './settings';

describe('readConfig', () => {
  const settings = {
    SIZE: digits({ min: 1, max: 10 }),
    NAME: z.string().default('nobody'),
  };

  it('reads values and fills in defaults', () => {
    expect(readConfig(settings, { SIZE: '3' })).toEqual({ SIZE: 3, NAME: 'nobody' });
  });

  it('takes an empty variable as not set', () => {
    expect(readConfig(settings, { SIZE: '3', NAME: '' }).NAME).toBe('nobody');
    expect(() => readConfig(settings, { SIZE: '' })).toThrow(/SIZE: .*\(it is not set\)/);
  });

  it.each([' ', '0x1F90', '1e3', '4000.0', '+1', ' 1'])('takes %j for no number', (PORT) => {
    const port = { PORT: commonSettings.PORT.default(4000) };
    expect(() => readConfig(port, { PORT })).toThrow(
      `PORT: expected a whole number from 0 to 65535, in digits (got ${JSON.stringify(PORT)})`,
    );
  });

  it('leaves out what it was not asked for', () => {
    expect(readConfig(settings, { SIZE: '3', SECRET: 'x' })).not.toHaveProperty('SECRET');
  });

  it('gives an object that nobody can change', () => {
    expect(Object.isFrozen(readConfig(settings, { SIZE: '3' }))).toBe(true);
  });

  it('reports all faults together, each with its name, what was expected and what came', () => {
    const read = () =>
      readConfig({ ...settings, COLOUR: z.enum(['red', 'blue']) }, { SIZE: '11', COLOUR: 'pink' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/SIZE: .* from 1 to 10, .*\(got "11"\)/);
    expect(read).toThrow(/COLOUR: .*"red"\|"blue" \(got "pink"\)/);
  });
});

describe('the common settings', () => {
  const shape = { ...commonSettings, PORT: commonSettings.PORT.default(4000), ...followerSettings };
  const read = (environment: NodeJS.ProcessEnv) => readConfig(shape, environment);

  it('have a default for everything', () => {
    expect(read({})).toMatchObject({
      PORT: 4000,
      HOST: 'localhost',
      ALLOWED_HOSTS: [],
      LOG_LEVEL: 'info',
      CORS_ORIGINS: ['loopback'],
      SHUTDOWN_MS: 10_000,
      BUS_URL: ['http://localhost:4005'],
      DATA_DIR: '.data',
      SET_ASIDE_MAX: 10_000,
    });
  });

  it('read lists', () => {
    expect(read({ CORS_ORIGINS: 'http://a, http://b', ALLOWED_HOSTS: 'a,*.b.example' })).toMatchObject({
      CORS_ORIGINS: ['http://a', 'http://b'],
      ALLOWED_HOSTS: ['a', '*.b.example'],
    });
    expect(read({ CORS_ORIGINS: 'none' })).toMatchObject({ CORS_ORIGINS: [] });
  });

  it.each([
    ['web-1', 'web-1'],
    ['ANDREW-ü', 'ANDREW--'],
    ["Ann's Mac", 'Ann-s-Mac'],
    ['東京', '-'],
    ['', 'local'],
    ['x'.repeat(120), 'x'.repeat(100)],
  ])('make an instance of the host name %s', (host, instance) => {
    expect(instanceOf(host)).toBe(instance);
    expect(read({ INSTANCE: instance })).toMatchObject({ INSTANCE: instance });
  });

  it.each([
    { PORT: '65536' },
    { PORT: '-1' },
    { PORT: '80.5' },
    { PORT: 'http' },
    { LOG_LEVEL: 'loud' },
    { CORS_ORIGINS: 'localhost:3000' },
    { CORS_ORIGINS: 'http://localhost:3000/' },
    { ALLOWED_HOSTS: 'posts:4000' },
    { ALLOWED_HOSTS: 'http://posts' },
    { ALLOWED_HOSTS: 'a.*' },
    { SHUTDOWN_MS: '99' },
    { REQUESTS_IN_FLIGHT_MAX: '0' },
    { BUS_URL: 'localhost' },
    { BUS_URL: 'ftp://bus' },
    { BUS_URL: 'http://localhost:4005?x=1' },
    { BUS_URL: 'http://localhost:4005#x' },
    { BUS_URL: 'http:///x' },
    { BUS_URL: 'http://localhost:0' },
    { INSTANCE: 'a b' },
    { SET_ASIDE_MAX: '-1' },
  ])('refuse %j', (environment) => {
    expect(() => read(environment as NodeJS.ProcessEnv)).toThrow(Object.keys(environment)[0]);
  });
});
