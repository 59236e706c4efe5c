import { AllowedHosts } from './allowed-hosts';

describe('AllowedHosts', () => {
  const codeOf = (header: string, ...names: string[]) => {
    try {
      new AllowedHosts(names).check(header);
      return undefined;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it.each([
    'localhost',
    'LocalHost:4000',
    'localhost.:4000',
    'posts.localhost',
    '127.0.0.1:4005',
    '10.1.2.3',
    '[::1]:4005',
    '[FE80::1]',
  ])('allows %s, which no foreign name can stand for', (header) => {
    expect(codeOf(header)).toBeUndefined();
  });

  it.each([
    'elsewhere',
    'localhost.example.org',
    'notlocalhost',
    '127.0.0.1.example.org',
    '999.1.1.1',
    '127.1',
  ])('does not allow %s', (header) => {
    expect(codeOf(`${header}:4000`)).toBe('request.unknown_host');
  });

  it('allows the names that are listed, and those below a star', () => {
    const names = ['Posts-srv', '*.svc.cluster.local'];
    expect(codeOf('posts-srv:4000', ...names)).toBeUndefined();
    expect(codeOf('POSTS-SRV', ...names)).toBeUndefined();
    expect(codeOf('posts.blog.svc.cluster.local', ...names)).toBeUndefined();
    expect(codeOf('svc.cluster.local', ...names)).toBe('request.unknown_host');
    expect(codeOf('a-posts-srv', ...names)).toBe('request.unknown_host');
    expect(codeOf('elsewhere', '*')).toBeUndefined();
  });

  it.each([
    '',
    ':4000',
    'a b',
    'a,b',
    'u@localhost',
    'localhost/x',
    '[::1',
    '[localhost]',
    'localhost:80:80',
  ])('takes %j for no host, whatever is allowed', (header) => {
    expect(codeOf(header, '*')).toBe('request.malformed');
  });

  it('goes on telling one from the other after more hosts than it remembers', () => {
    const hosts = new AllowedHosts([]);
    for (let n = 0; n < 3_000; n += 1) hosts.check(`10.0.${n >> 8}.${n & 255}:${n}`);
    expect(() => hosts.check('elsewhere')).toThrow('ALLOWED_HOSTS');
    expect(() => hosts.check('localhost')).not.toThrow();
  });
});
