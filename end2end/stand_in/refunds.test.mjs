// Money that goes back: refunds in part, refunds that fail days later, disputes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paid, refused, useStandIn } from './support/rig.mjs';

const rig = useStandIn();
const refund = (more) => rig.stripe.refunds.create(more);
const kinds = async (of) => {
  const { data } = await rig.stripe.events.list({ limit: 100 });
  return data.filter((event) => event.data.object.id === of).map((event) => event.type).reverse();
};

test('money goes back in parts and never twice', async () => {
  const { intent } = await paid(rig);
  const payment_intent = intent.id;
  const metadata = { hold_id: 'h1' };
  const reason = 'requested_by_customer';
  const part = await refund({ payment_intent, amount: 2000, reason, metadata });
  assert.deepEqual([part.amount, part.status, part.reason], [2000, 'succeeded', reason]);
  assert.deepEqual(await kinds(part.id), ['refund.created', 'refund.updated']);
  const message = 'Refund amount (€70.01) is greater than unrefunded amount on charge (€70.00)';
  await refused(refund({ payment_intent, amount: 7001 }), { message, param: 'amount' });
  const charge = () => rig.stripe.charges.retrieve(intent.latest_charge);
  assert.equal((await charge()).refunded, false);
  const rest = await refund({ charge: intent.latest_charge, metadata: '' });
  assert.deepEqual([rest.amount, rest.metadata], [7000, {}]);
  assert.deepEqual([(await charge()).refunded, (await charge()).amount_refunded], [true, 9000]);
  const already = `Charge ${intent.latest_charge} has already been refunded.`;
  const code = 'charge_already_refunded';
  await refused(refund({ payment_intent }), { code, message: already, statusCode: 400 });
  await refused(refund({}), { code: 'parameter_missing', statusCode: 400 });
  await refused(refund({ payment_intent, reason: 'mood' }), { param: 'reason' });
});

test('a refund may wait for days, and then succeed', async () => {
  const { intent } = await paid(rig, {}, { card: '4000000000007726' });
  const made = await refund({ payment_intent: intent.id });
  assert.deepEqual([made.status, made.pending_reason], ['pending', 'processing']);
  await rig.control.advance(60_000);
  assert.equal((await rig.stripe.refunds.retrieve(made.id)).status, 'succeeded');
  assert.deepEqual(await kinds(made.id), ['refund.created', 'refund.updated']);
});

test('a refund that seemed done may fail, and the money can be given back again', async () => {
  const { intent } = await paid(rig, {}, { card: '4000000000005126' });
  const made = await refund({ payment_intent: intent.id });
  assert.equal(made.status, 'succeeded');
  await rig.control.advance(60_000);
  const failed = await rig.stripe.refunds.retrieve(made.id);
  assert.deepEqual([failed.status, failed.failure_reason], ['failed', 'unknown']);
  assert.equal((await kinds(made.id)).at(-1), 'refund.failed');
  const charge = await rig.stripe.charges.retrieve(intent.latest_charge);
  assert.equal(charge.amount_refunded, 0);
  assert.equal((await refund({ payment_intent: intent.id })).amount, 9000);
});

test('a test decides how a refund ends', async () => {
  await rig.control.post('behaviour', { refunds_stay_pending: true });
  const { intent } = await paid(rig);
  const made = await refund({ payment_intent: intent.id });
  await rig.control.advance(60_000);
  assert.equal((await rig.stripe.refunds.retrieve(made.id)).status, 'pending');
  await rig.control.post(`refunds/${made.id}/settle`, { succeed: false });
  assert.equal((await rig.stripe.refunds.retrieve(made.id)).status, 'failed');
  await rig.control.post('behaviour', {});
});

test('a dispute comes later, bars refunds, and is lost by who accepts it', async () => {
  const { intent } = await paid(rig, {}, { card: '4000000000000259' });
  await rig.control.advance(60_000);
  const { data } = await rig.stripe.disputes.list({ payment_intent: intent.id });
  assert.deepEqual([data[0].status, data[0].amount], ['needs_response', 9000]);
  assert.deepEqual({ ...(await rig.stripe.disputes.retrieve(data[0].id)) }, data[0]);
  const charge = await rig.stripe.charges.retrieve(intent.latest_charge);
  assert.equal(charge.disputed, true);
  await refused(refund({ payment_intent: intent.id }), { code: 'charge_disputed' });
  assert.equal((await rig.stripe.disputes.close(data[0].id)).status, 'lost');
  await refused(rig.stripe.disputes.close(data[0].id), { statusCode: 400 });
  assert.deepEqual(await kinds(data[0].id), ['charge.dispute.created', 'charge.dispute.closed']);
});

test('a bank disputes what is left of a payment, and nothing if nothing is', async () => {
  const disputed = async (amount) => {
    const { intent } = await paid(rig, {}, { card: '4000000000000259' });
    await refund({ payment_intent: intent.id, amount });
    await rig.control.advance(60_000);
    const { data } = await rig.stripe.disputes.list({ payment_intent: intent.id });
    return data.map((dispute) => dispute.amount);
  };
  assert.deepEqual(await disputed(2000), [7000]);
  assert.deepEqual(await disputed(9000), []);
});

test('a test raises a dispute and decides it', async () => {
  const { intent } = await paid(rig);
  const path = `charges/${intent.latest_charge}/dispute`;
  const { dispute } = await rig.control.post(path);
  await rig.control.post(`disputes/${dispute.id}/settle`, { win: true });
  assert.equal((await rig.stripe.disputes.retrieve(dispute.id)).status, 'won');
  assert.equal((await refund({ payment_intent: intent.id })).status, 'succeeded');
});
