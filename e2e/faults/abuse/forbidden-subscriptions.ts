import assert from 'node:assert/strict';
import type { Attack } from './attack';
import { putSubscription } from './put-subscription';

/** Notations of addresses that no subscriber may have. */
const HOSTS = [
  '169.254.169.254',
  '0xa9fea9fe',
  '[::ffff:169.254.169.254]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::a9fe:a9fe]',
  '[::ffff:0:a9fe:a9fe]',
  '[2002:a9fe:a9fe::]',
  '[2001:0:a9fe:a9fe::]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '100.100.100.200',
  '0.0.0.0',
  'metadata.google.internal.',
];

/** Subscriptions that would make the bus call its cloud's metadata service or a link-local address: each is refused. */
export const forbiddenSubscriptions: Attack = {
  name: 'forbidden subscriptions',
  async run(blog) {
    for (const host of HOSTS) {
      const answer = await putSubscription(blog, 'forbidden', { url: `http://${host}/latest/meta-data/` });
      const { code } = (await answer.json()) as { code?: string };
      assert.equal(
        code,
        'subscription.target_denied',
        `a subscription to ${host} was answered ${answer.status}`,
      );
    }
  },
};
