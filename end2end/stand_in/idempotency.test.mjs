// Idempotency keys as the official client sends them: replayed for a day, 500s included.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, order, refused, useStandIn } from './support/rig.mjs';

const rig = useStandIn();
const PATH = '/v1/checkout/sessions';
const create = (idempotencyKey, more) =>
  rig.stripe.checkout.sessions.create(order(more), { idempotencyKey });
const replayed = (answer) => answer.lastResponse.headers['idempotent-replayed'];

test('a repeated key gets the first answer, for a day', async () => {
  const first = await create('k1');
  const again = await create('k1');
  assert.deepEqual({ ...again }, { ...first });
  assert.deepEqual([replayed(first), replayed(again)], [undefined, 'true']);
  assert.equal(again.lastResponse.idempotencyKey, 'k1');
  await rig.control.advance(DAY_MS);
  assert.notEqual((await create('k1')).id, first.id);
});

test('a key with other parameters is refused', async () => {
  await create('k2');
  const message =
    'Keys for idempotent requests can only be used with the same parameters they were first ' +
    "used with. Try using a key other than 'k2' if you meant to execute a different request.";
  const expected = { statusCode: 400, type: 'idempotency_error', message };
  await refused(create('k2', { client_reference_id: 'h2' }), expected);
});

test('a refused parameter frees its key', async () => {
  await refused(create('k3', { foo: 1 }), { code: 'parameter_unknown' });
  assert.equal(replayed(await create('k3')), undefined);
});

test('a refusal that had begun is kept', async () => {
  const { id } = await create('k4');
  await rig.stripe.checkout.sessions.expire(id);
  const expire = () =>
    rig.stripe.checkout.sessions.expire(id, {}, { idempotencyKey: 'k5' });
  const first = await refused(expire(), { statusCode: 400 });
  const again = await refused(expire(), { statusCode: 400, message: first.message });
  assert.equal(again.headers['idempotent-replayed'], 'true');
});

test('a stored 500 is replayed, whether the thing was done or not', async () => {
  const count = async () => {
    const { data } = await rig.stripe.checkout.sessions.list({ limit: 100 });
    return data.length;
  };
  for (const [answer, made] of [['error_before', 0], ['error_after', 1]]) {
    const before = await count();
    await rig.control.post('faults', { method: 'POST', path: PATH, answer });
    const expected = { statusCode: 500, type: 'api_error', name: 'StripeAPIError' };
    await refused(create(answer), expected);
    const again = await refused(create(answer), expected);
    assert.equal(again.headers['idempotent-replayed'], 'true');
    assert.equal(await count(), before + made);
  }
});

test('a key in flight is a conflict', async () => {
  await rig.control.post('faults', { method: 'POST', path: PATH, delay_ms: 2000 });
  const slow = create('k6');
  let faults;
  do ({ faults } = await rig.control.get('faults'));
  while (faults.length > 0);
  const message =
    'There is currently another in-progress request using this Idempotent Key (that probably ' +
    'means you submitted twice, and the other request is still going through): k6. Please try ' +
    'again later.';
  const expected = { statusCode: 409, code: 'idempotency_key_in_use', message };
  await refused(create('k6'), expected);
  assert.equal((await slow).status, 'open');
});

test('a key has at most 255 characters', async () => {
  await create('x'.repeat(255));
  const { message } = await refused(create('x'.repeat(256)), { statusCode: 400 });
  assert.match(message, /^Idempotent key length is 256, which is outside accepted lengths\./);
});
