// Faults on order and limits, as the official client meets them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientFor, order, refused, useStandIn } from './support/rig.mjs';

const rig = useStandIn({ flags: ['--rate-limit', '40'] });
const PATH = '/v1/checkout/sessions';
const fault = (more) => rig.control.post('faults', { method: 'POST', path: PATH, ...more });
const create = (options) => rig.stripe.checkout.sessions.create(order(), options);
const count = async () => (await rig.stripe.checkout.sessions.list({ limit: 100 })).data.length;
const limited = { statusCode: 429, code: 'rate_limit', name: 'StripeRateLimitError' };

test('a request can be answered 429 on order', async () => {
  await fault({ answer: 'rate_limited' });
  const { headers, message } = await refused(create(), limited);
  assert.equal(headers['stripe-rate-limited-reason'], 'global-rate');
  assert.match(message, /^Request rate limit exceeded\./);
  assert.equal(await count(), 0);
});

test('a connection can break before or after the effect', async () => {
  // The client tries once more by itself after a closed connection, with the same key.
  for (const [answer, made] of [['drop_before', 0], ['drop_after', 1]]) {
    const before = await count();
    await fault({ answer, times: 2 });
    await refused(create(), { name: 'StripeConnectionError' });
    await rig.control.delete('faults');
    assert.equal(await count(), before + made);
  }
});

test('a client that tries again gets through a broken connection, once', async () => {
  const before = await count();
  const patient = clientFor(rig.url, 'sk_test_1', { maxNetworkRetries: 2 });
  await fault({ answer: 'drop_after' });
  assert.equal((await patient.checkout.sessions.create(order())).status, 'open');
  assert.equal(await count(), before + 1);
});

test('a fault waits for its own path', async () => {
  await fault({ path: `${PATH}/*/expire`, answer: 'error_before' });
  const { id } = await create();
  await refused(rig.stripe.checkout.sessions.expire(id), { statusCode: 500 });
  assert.equal((await rig.stripe.checkout.sessions.expire(id)).status, 'expired');
});

test('more requests than the limit in one second are answered 429', async () => {
  await rig.control.advance(1000);
  for (let at = 0; at < 40; at += 1) await rig.stripe.events.list({ limit: 1 });
  await refused(rig.stripe.events.list({ limit: 1 }), limited);
  await rig.control.advance(1000);
  assert.equal((await rig.stripe.events.list({ limit: 1 })).object, 'list');
});
