import { DeliveryTargets } from './delivery-targets';
import { TargetList } from './target-list';

const targets = (allow = '', deny = '') =>
  new DeliveryTargets({ allow: TargetList.parse(allow), deny: TargetList.parse(deny) });
const allows = (address: string, host = address, rules = targets()) => rules.allows({ host, address });
const checks = (url: string, rules = targets()) => {
  try {
    rules.check(url);
    return 'allowed';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

it.each([
  '169.254.169.254',
  '169.254.1.2',
  'fe80::1',
  'fe80::1%lo',
  'fd00:ec2::254',
  '100.100.100.200',
  '168.63.129.16',
  '0.0.0.0',
  '0.1.2.3',
  '::',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '::169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
  '::ffff:0:169.254.169.254',
  '::ffff:0:a9fe:a9fe%lo',
  '64:ff9b:1::a9fe:a9fe',
  '64:ff9b:1:a9fe:a9:fe00::',
  '64:ff9b:1::10.1.2.3',
  '2001:0:a9fe:a9fe::1',
  '2001::8000:0:5601:5601',
  'fd12::5efe:169.254.169.254',
  '2001:db8::200:5efe:a9fe:a9fe',
  '64:ff9b::100.100.100.200',
  '2002:0:1::1',
  '::2',
  '::224.0.0.1',
  '::ffff:0.0.0.0',
  '224.0.0.1',
  'ff02::1',
])('never allows %s by default', (address) => {
  expect(allows(address)).toBe(false);
});

it.each([
  '127.0.0.1',
  '::1',
  '10.1.2.3',
  '192.168.1.1',
  '172.16.0.1',
  'fd12::1',
  '93.184.216.34',
  '2606:2800::1',
  '64:ff9b::93.184.216.34',
  '::ffff:0:10.1.2.3',
  '2002:5db8:d822::1',
  '2001:0:5db8:d822::a247:27dd',
])('allows %s by default', (address) => {
  expect(allows(address)).toBe(true);
});

it('allows nothing else once something is allowed, by address or by name', () => {
  const rules = targets('10.0.0.0/8, hooks.example.org, *.Internal.example');
  expect(allows('10.9.9.9', 'any.example', rules)).toBe(true);
  expect(allows('8.8.8.8', 'hooks.example.org', rules)).toBe(true);
  expect(allows('8.8.8.8', 'HOOKS.example.org.', rules)).toBe(true);
  expect(allows('8.8.8.8', 'a.b.internal.example', rules)).toBe(true);
  expect(allows('8.8.8.8', 'internal.example', rules)).toBe(false);
  expect(allows('127.0.0.1', 'localhost', rules)).toBe(false);
});

it('allows what no subscriber has only by its address', () => {
  expect(allows('169.254.169.254', 'hooks.example.org', targets('hooks.example.org'))).toBe(false);
  expect(allows('169.254.7.7', '169.254.7.7', targets('169.254.7.0/24'))).toBe(true);
});

it('denies before it allows', () => {
  const rules = targets('10.0.0.0/8, a.example', '10.1.0.0/16, a.example');
  expect(allows('10.1.2.3', 'x', rules)).toBe(false);
  expect(allows('::ffff:10.1.2.3', 'x', rules)).toBe(false);
  expect(allows('10.2.2.3', 'a.example', rules)).toBe(false);
  expect(allows('10.2.2.3', 'x', rules)).toBe(true);
});

it('denies an address of IPv6 that carries a denied one of IPv4, and allows none for what it carries', () => {
  const deny = targets('', '10.0.0.0/8');
  const allow = targets('10.0.0.0/8');
  for (const address of ['64:ff9b::10.1.2.3', '::ffff:0:10.1.2.3', '2002:a01:203::', 'fd12::5efe:10.1.2.3']) {
    expect(allows(address, 'x', deny)).toBe(false);
    expect(allows(address, 'x', allow)).toBe(false);
  }
  expect(allows('::ffff:10.1.2.3', 'x', allow)).toBe(true);
  expect(allows('64:ff9b:1::a01:203', 'x', targets('64:ff9b:1::/48'))).toBe(true);
});

it.each([
  'http://169.254.169.254/latest/meta-data',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:0:169.254.169.254]/',
  'http://[64:ff9b:1::1]/',
  'http://[fe80::1]/',
  'http://0/',
  'http://metadata.google.internal./',
  'http://METADATA.google.internal/',
])('tells at once that %s is denied', (url) => {
  expect(checks(url)).toBe('subscription.target_denied');
});

it('says nothing of a name before it was looked up', () => {
  expect(checks('http://localhost/')).toBe('allowed');
  expect(checks('http://anything.example/', targets('10.0.0.0/8'))).toBe('allowed');
  expect(checks('http://127.0.0.1/', targets('10.0.0.0/8'))).toBe('subscription.target_denied');
});

it.each(['10.0.0.0/33', '10.0.0/8', 'a b', '10.0.0.0/8/8', '::/129', 'http://x', '10.0.0.0/', 'fe80::1%lo'])(
  'refuses the setting %s',
  (entry) => {
    expect(() => TargetList.parse(entry)).toThrow('expected addresses, CIDRs or host names');
  },
);
