import { replicaUrl } from './replica-url';

describe('replicaUrl', () => {
  it.each([
    ['http://10.0.0.7:4005', 'http://10.0.0.7:4005'],
    ['http://bus-1:4005', 'http://bus-1:4005'],
    ['http://abc:4005', 'http://abc:4005'],
    ['http://[::1]:4005', 'http://[::1]:4005'],
    ['http://fd00::5:4005', 'http://[fd00::5]:4005'],
    ['http://::1:4005', 'http://[::1]:4005'],
  ])('takes %s', (text, url) => {
    expect(replicaUrl.parse(text)).toBe(url);
  });

  it.each([
    'bus-1:4005',
    'https://bus-1:4005',
    'http://bus-1:4005/path',
    'http://me:secret@bus-1:4005',
    'http://fd00:5:4005',
  ])('refuses %s', (text) => {
    expect(replicaUrl.safeParse(text).success).toBe(false);
  });
});
