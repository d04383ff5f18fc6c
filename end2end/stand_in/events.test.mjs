// Events as the reconciler asks for them, with nobody registered to be told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, order, paid, refused, useStandIn } from './support/rig.mjs';

const rig = useStandIn();
const find = async (params) => {
  const { data } = await rig.stripe.events.list({ limit: 100, ...params });
  return data.map((event) => event.type);
};

test('events are found by type, by several types, by a pattern and by time', async () => {
  await paid(rig);
  const { now_ms } = await rig.control.get('clock');
  const now = Math.floor(now_ms / 1000);
  assert.deepEqual(await find({ type: 'charge.succeeded' }), ['charge.succeeded']);
  const types = ['checkout.session.completed', 'payment_intent.succeeded'];
  assert.deepEqual(await find({ types }), types);
  assert.equal((await find({ type: 'payment_intent.*' })).length, 2);
  assert.equal((await find({ created: { gte: now } })).length, 4);
  assert.deepEqual(await find({ created: { gt: now } }), []);
  const many = Array.from({ length: 21 }, (_, at) => `type.${at}`);
  await refused(find({ types: many }), { param: 'types', statusCode: 400 });
  await refused(find({ types, type: 'charge.succeeded' }), { statusCode: 400 });
});

test('nothing is owed to an endpoint that does not exist', async () => {
  assert.deepEqual(await find({ delivery_success: false }), []);
  assert.notEqual((await find({ delivery_success: true })).length, 0);
});

test('an event names the request and the key that caused it', async () => {
  const { id } = await rig.stripe.checkout.sessions.create(order());
  const options = { idempotencyKey: 'expire-1' };
  const { lastResponse } = await rig.stripe.checkout.sessions.expire(id, {}, options);
  const { data } = await rig.stripe.events.list({ type: 'checkout.session.expired' });
  const request = { id: lastResponse.requestId, idempotency_key: 'expire-1' };
  assert.deepEqual(data[0].request, request);
});

test('events are listed for thirty days', async () => {
  await rig.control.advance(30 * DAY_MS + 1000);
  assert.deepEqual(await find({ type: 'charge.succeeded' }), []);
});
