import { DeliveryPermission } from './delivery-permission';

const settings = (handshake: boolean, url = 'http://a/') =>
  ({ handshake, url }) as Parameters<DeliveryPermission['isMissing']>[0];

describe('DeliveryPermission', () => {
  let now = 0;
  beforeEach(() => {
    now = 1_000;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => jest.restoreAllMocks());

  it('is needed by a subscription with a handshake, once for each URL', () => {
    const permission = new DeliveryPermission();
    expect(permission.isMissing(settings(false))).toBe(false);
    expect(permission.isMissing(settings(true))).toBe(true);
    permission.grant('http://a/', null);
    expect(permission.isMissing(settings(true))).toBe(false);
    expect(permission.isMissing(settings(true, 'http://b/'))).toBe(true);
  });

  it('spaces deliveries so that no minute has more than were agreed to', () => {
    const permission = new DeliveryPermission();
    permission.grant('http://a/', 120);
    let count = 0;
    for (const end = now + 60_000; now < end; ) {
      const waitMs = permission.waitMs(settings(true));
      if (waitMs > 0) now += waitMs;
      else {
        permission.use();
        count += 1;
      }
    }
    expect(count).toBe(120);
  });

  it('holds up nothing where any number is agreed to, or nothing had to be', () => {
    const permission = new DeliveryPermission();
    permission.grant('http://a/', null);
    permission.use();
    expect(permission.waitMs(settings(true))).toBe(0);
    permission.grant('http://a/', 1);
    permission.use();
    expect(permission.waitMs(settings(true))).toBe(60_000);
    expect(permission.waitMs(settings(false))).toBe(0);
  });
});
