// Checkout Sessions through Stripe's official client: opening, reading, changing, ending.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, inside, order, paid, refused, useStandIn } from './support/rig.mjs';

const rig = useStandIn();
const sessions = () => rig.stripe.checkout.sessions;

test('a session is opened with everything worth sending and read again', async () => {
  const { now_ms } = await rig.control.get('clock');
  const expires_at = Math.floor(now_ms / 1000) + 31 * 60;
  const made = await sessions().create(
    order({
      client_reference_id: 'hold-1',
      customer_email: 'ada@example.com',
      metadata: { hold_id: 'hold-1' },
      payment_intent_data: { metadata: { hold_id: 'hold-1' } },
      submit_type: 'book',
      custom_text: { submit: { message: 'Seats held until 14:35' } },
      adaptive_pricing: { enabled: false },
      allowed_payment_method_types: ['card', 'link'],
      locale: 'en',
      expires_at,
    }),
  );
  assert.match(made.id, /^cs_test_\w{58}$/);
  assert.equal(made.lastResponse.apiVersion, '2026-10-28.endive');
  assert.match(made.lastResponse.requestId, /^req_/);
  assert.equal(made.expires_at, expires_at);
  assert.deepEqual([made.amount_subtotal, made.amount_total, made.currency], [9000, 9000, 'eur']);
  assert.deepEqual(made.custom_text.submit, { message: 'Seats held until 14:35' });
  assert.deepEqual(made.allowed_payment_method_types, ['card', 'link']);
  assert.equal(made.url, `${rig.url}/c/pay/${made.id}`);
  assert.deepEqual({ ...(await sessions().retrieve(made.id)) }, { ...made });
});

test('each shape of checkout has its own way in, while it is open', async () => {
  for (const ui_mode of ['embedded_page', 'elements']) {
    const made = await sessions().create(inside(ui_mode));
    assert.equal(made.url, null);
    assert.match(made.client_secret, new RegExp(`^${made.id}_secret_`));
    assert.equal((await sessions().retrieve(made.id)).client_secret, made.client_secret);
    assert.equal((await sessions().expire(made.id)).client_secret, null);
  }
  const hosted = await sessions().create(order());
  assert.equal(hosted.client_secret, null);
  assert.equal((await sessions().expire(hosted.id)).url, null);
});

test('metadata changes key by key, and an empty value removes one or all', async () => {
  const made = await sessions().create(order({ metadata: { a: '1', b: '2' } }));
  const changed = await sessions().update(made.id, { metadata: { a: '', c: '3' } });
  assert.deepEqual(changed.metadata, { b: '2', c: '3' });
  assert.deepEqual((await sessions().update(made.id, { metadata: '' })).metadata, {});
});

test('an open session expires once, and a complete one never', async () => {
  const made = await sessions().create(order());
  assert.equal((await sessions().expire(made.id)).status, 'expired');
  const message = (status) =>
    'Only Checkout Sessions with a status in ["open"] can be expired. ' +
    `This Checkout Session has a status of \`${status}\`.`;
  const same = { statusCode: 400, type: 'invalid_request_error', code: undefined };
  await refused(sessions().expire(made.id), { message: message('expired'), ...same });
  const { session } = await paid(rig);
  await refused(sessions().expire(session.id), { message: message('complete'), ...same });
});

test('an unpaid session expires by the clock', async () => {
  const made = await sessions().create(order());
  await rig.control.advance(DAY_MS - 1000);
  assert.equal((await sessions().retrieve(made.id)).status, 'open');
  await rig.control.advance(1000);
  assert.equal((await sessions().retrieve(made.id)).status, 'expired');
});

test('line items and payments are expanded on request', async () => {
  const { session } = await paid(rig);
  const expand = ['line_items', 'payment_intent.latest_charge'];
  const whole = await sessions().retrieve(session.id, { expand });
  assert.equal(whole.line_items.data[0].amount_total, 9000);
  assert.equal(whole.payment_intent.latest_charge.object, 'charge');
  const list = await sessions().list({ expand: ['data.payment_intent'], limit: 1 });
  assert.equal(list.data[0].payment_intent.status, 'succeeded');
  const wrong = sessions().retrieve(session.id, { expand: ['foo'] });
  await refused(wrong, { param: 'expand[0]', message: 'This property cannot be expanded (foo).' });
});

test('nothing to pay needs no payment and is complete all the same', async () => {
  const free = order();
  free.line_items[0].price_data.unit_amount = 0;
  const made = await sessions().create(free);
  assert.equal(made.payment_status, 'no_payment_required');
  const outcome = await rig.control.pay(made);
  assert.deepEqual([outcome.session_status, outcome.payment_intent], ['complete', null]);
});
