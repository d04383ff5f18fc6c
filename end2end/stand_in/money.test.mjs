// Payments: taken, declined, delayed, only authorised, taken in part or let go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { order, paid, refused, useStandIn } from './support/rig.mjs';

const rig = useStandIn();
const MANUAL = { payment_intent_data: { capture_method: 'manual' } };
const state = { statusCode: 400, code: 'payment_intent_unexpected_state' };
const create = (more) => rig.stripe.checkout.sessions.create(order(more));
const retrieve = (id) => rig.stripe.checkout.sessions.retrieve(id);
const intentOf = (id) => rig.stripe.paymentIntents.retrieve(id);

test('a good card completes the session', async () => {
  const data = { payment_intent_data: { metadata: { hold_id: 'h1' }, description: 'Two seats' } };
  const { session, intent } = await paid(rig, data);
  assert.deepEqual([session.status, session.payment_status], ['complete', 'paid']);
  assert.deepEqual([intent.status, intent.amount_received], ['succeeded', 9000]);
  assert.deepEqual([intent.metadata, intent.description], [{ hold_id: 'h1' }, 'Two seats']);
  const charge = await rig.stripe.charges.retrieve(intent.latest_charge);
  assert.deepEqual([charge.paid, charge.captured, charge.amount], [true, true, 9000]);
});

test('a declined card leaves the session open, and its PaymentIntent says why', async () => {
  const made = await create();
  const cards = [
    ['4000000000000002', 'card_declined', 'generic_decline'],
    ['4000000000009995', 'card_declined', 'insufficient_funds'],
    ['4000000000000069', 'expired_card', undefined],
  ];
  for (const [card, code, decline_code] of cards) {
    const outcome = await rig.control.pay(made, { card });
    assert.deepEqual([outcome.outcome, outcome.session_status], ['declined', 'open']);
    const { last_payment_error: error } = await intentOf(outcome.payment_intent);
    const got = [error.type, error.code, error.decline_code];
    assert.deepEqual(got, ['card_error', code, decline_code]);
  }
  assert.equal((await rig.control.pay(made)).payment_status, 'paid');
});

test('3-D Secure succeeds, fails, or comes too late', async () => {
  const asked = async () => {
    const made = await create();
    const { payment_intent, outcome } = await rig.control.pay(made, { card: '4000002500003155' });
    assert.equal(outcome, 'requires_action');
    assert.equal((await intentOf(payment_intent)).status, 'requires_action');
    return made;
  };
  const end = ({ id }, succeed) => rig.control.post(`authenticate/${id}`, { succeed });
  const [good, bad, late] = [await asked(), await asked(), await asked()];
  assert.equal((await end(good, true)).payment_status, 'paid');
  assert.equal((await end(bad, false)).outcome, 'declined');
  const { payment_intent } = await rig.stripe.checkout.sessions.expire(late.id);
  assert.equal((await end(late, true)).outcome, 'not_open');
  assert.equal((await intentOf(payment_intent)).status, 'canceled');
});

test('a delayed payment is complete before it is paid, or is not', async () => {
  const [good, bad] = [await create(), await create()];
  await rig.control.pay(good, { method: 'debit_succeeds' });
  await rig.control.pay(bad, { method: 'debit_fails' });
  const standing = async ({ id }) => {
    const { status, payment_status } = await retrieve(id);
    return [status, payment_status];
  };
  assert.deepEqual(await standing(good), ['complete', 'unpaid']);
  await rig.control.advance(60_000);
  assert.deepEqual(await standing(good), ['complete', 'paid']);
  assert.deepEqual(await standing(bad), ['complete', 'unpaid']);
  const { data } = await rig.stripe.events.list({
    types: ['checkout.session.async_payment_succeeded', 'checkout.session.async_payment_failed'],
  });
  assert.deepEqual(new Set(data.map((e) => e.data.object.id)), new Set([good.id, bad.id]));
});

test('an authorised payment is captured, in whole or in part, once', async () => {
  const { session, intent } = await paid(rig, MANUAL);
  assert.deepEqual([intent.status, intent.amount_capturable], ['requires_capture', 9000]);
  assert.deepEqual([session.status, session.payment_status], ['complete', 'unpaid']);
  const tooMuch = rig.stripe.paymentIntents.capture(intent.id, { amount_to_capture: 9001 });
  await refused(tooMuch, { code: 'amount_too_large', param: 'amount_to_capture' });
  const part = await rig.stripe.paymentIntents.capture(intent.id, { amount_to_capture: 4000 });
  assert.deepEqual([part.status, part.amount_received, part.amount], ['succeeded', 4000, 9000]);
  const charge = await rig.stripe.charges.retrieve(part.latest_charge);
  assert.deepEqual([charge.captured, charge.amount_captured], [true, 4000]);
  assert.equal((await retrieve(session.id)).payment_status, 'paid');
  const message =
    'This PaymentIntent could not be captured because it has a status of succeeded. Only a ' +
    'PaymentIntent with one of the following statuses may be captured: requires_capture.';
  await refused(rig.stripe.paymentIntents.capture(intent.id), { ...state, message });
  const whole = await paid(rig, MANUAL);
  assert.equal((await rig.stripe.paymentIntents.capture(whole.intent.id)).amount_received, 9000);
});

test('an authorised payment is let go once, and only it', async () => {
  const { intent } = await paid(rig, MANUAL);
  const reason = { cancellation_reason: 'requested_by_customer' };
  const gone = await rig.stripe.paymentIntents.cancel(intent.id, reason);
  assert.deepEqual([gone.status, gone.amount_capturable], ['canceled', 0]);
  assert.equal(gone.cancellation_reason, 'requested_by_customer');
  await refused(rig.stripe.paymentIntents.cancel(intent.id), state);
  await refused(rig.stripe.refunds.create({ payment_intent: intent.id }), { statusCode: 400 });
  const taken = await paid(rig);
  await refused(rig.stripe.paymentIntents.cancel(taken.intent.id), state);
  const open = await create();
  const { payment_intent } = await rig.control.pay(open, { card: '4000000000000002' });
  await refused(rig.stripe.paymentIntents.cancel(payment_intent), state);
});
