// Coupons, promotion codes and tax: what they do to a bill.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, line, order, paid, refused, useStandIn } from './support/rig.mjs';

const rig = useStandIn();
const create = (more) => rig.stripe.checkout.sessions.create(order(more));
const coupon = (more) => rig.stripe.coupons.create(more);
const codeFor = (id, more = {}) =>
  rig.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: id }, ...more });
const bill = ({ amount_subtotal, total_details: { amount_discount, amount_tax }, amount_total }) =>
  [amount_subtotal, amount_discount, amount_tax, amount_total];

test('a coupon is made, read and found', async () => {
  const made = await coupon({ id: 'TENTH', percent_off: 12.5, name: 'A bit' });
  assert.deepEqual([made.percent_off, made.valid, made.duration], [12.5, true, 'once']);
  assert.deepEqual({ ...(await rig.stripe.coupons.retrieve('TENTH')) }, { ...made });
  assert.equal((await rig.stripe.coupons.list()).data[0].id, 'TENTH');
  const again = { code: 'resource_already_exists', message: 'Coupon already exists.' };
  await refused(coupon({ id: 'TENTH', percent_off: 1 }), again);
  const both = 'Received both percent_off and amount_off parameters. Please pass in only one.';
  await refused(coupon({ percent_off: 1, amount_off: 1, currency: 'eur' }), { message: both });
  const currency = 'You must pass currency when passing amount_off';
  await refused(coupon({ amount_off: 100 }), { message: currency, param: 'currency' });
  await refused(coupon({ percent_off: 101 }), { param: 'percent_off', statusCode: 400 });
});

test('a discount lowers the bill line by line, to the cent', async () => {
  const { id } = await coupon({ amount_off: 1000, currency: 'eur' });
  const line_items = [line(), line({ unit_amount: 333 }), line({ unit_amount: 1 })];
  const made = await create({ line_items, discounts: [{ coupon: id }] });
  assert.deepEqual(bill(made), [9668, 1000, 0, 8668]);
  assert.deepEqual(made.discounts, [{ coupon: id, promotion_code: null }]);
  const { data } = await rig.stripe.checkout.sessions.listLineItems(made.id);
  assert.equal(data.reduce((sum, item) => sum + item.amount_discount, 0), 1000);
  const outcome = await rig.control.pay(made);
  const intent = await rig.stripe.paymentIntents.retrieve(outcome.payment_intent);
  assert.equal(intent.amount_received, 8668);
  assert.equal((await rig.stripe.coupons.retrieve(id)).times_redeemed, 1);
});

test('a hundred percent off asks for no payment', async () => {
  const { id } = await coupon({ percent_off: 100 });
  const made = await create({ discounts: [{ coupon: id }] });
  assert.deepEqual([made.payment_status, made.amount_total], ['no_payment_required', 0]);
  const outcome = await rig.control.pay(made);
  assert.deepEqual([outcome.session_status, outcome.payment_intent], ['complete', null]);
});

test('what costs nothing after a declined card has no PaymentIntent', async () => {
  const { id } = await coupon({ percent_off: 100 });
  await codeFor(id, { code: 'ALLOFIT' });
  const made = await create({ allow_promotion_codes: true });
  const { payment_intent } = await rig.control.pay(made, { card: '4000000000000002' });
  const outcome = await rig.control.pay(made, { promotion_code: 'ALLOFIT' });
  assert.deepEqual([outcome.session_status, outcome.payment_intent], ['complete', null]);
  const session = await rig.stripe.checkout.sessions.retrieve(made.id);
  assert.deepEqual(
    [session.payment_status, session.payment_intent, session.amount_total],
    ['no_payment_required', null, 0],
  );
  assert.equal((await rig.stripe.paymentIntents.retrieve(payment_intent)).status, 'canceled');
});

test('a promotion code is typed by the buyer', async () => {
  const { id } = await coupon({ percent_off: 20 });
  const code = await codeFor(id, { code: 'Friends20', max_redemptions: 1 });
  const made = await create({ allow_promotion_codes: true });
  assert.deepEqual([made.allow_promotion_codes, made.amount_total], [true, 9000]);
  const outcome = await rig.control.pay(made, { promotion_code: 'friends20' });
  assert.equal(outcome.payment_status, 'paid');
  const expand = ['discounts.promotion_code', 'discounts.coupon'];
  const session = await rig.stripe.checkout.sessions.retrieve(made.id, { expand });
  assert.deepEqual(bill(session), [9000, 1800, 0, 7200]);
  assert.equal(session.discounts[0].promotion_code.id, code.id);
  assert.equal(session.discounts[0].coupon.id, id);
  const used = await rig.stripe.promotionCodes.retrieve(code.id);
  assert.deepEqual([used.active, used.times_redeemed], [false, 1]);
  const late = await create({ allow_promotion_codes: true });
  await assert.rejects(rig.control.pay(late, { promotion_code: 'FRIENDS20' }), /used up/);
  const closed = await create();
  await assert.rejects(rig.control.pay(closed, { promotion_code: 'X' }), /takes no promotion/);
});

test('promotion codes are found, switched off and run out', async () => {
  const { id } = await coupon({ percent_off: 5 });
  const { now_ms } = await rig.control.get('clock');
  const expires_at = Math.floor((now_ms + DAY_MS) / 1000);
  const [one, two] = [await codeFor(id, { code: 'ONE' }), await codeFor(id, { expires_at })];
  const find = async (params) => {
    const { data } = await rig.stripe.promotionCodes.list({ coupon: id, ...params });
    return data.map((code) => code.id);
  };
  assert.deepEqual(await find({}), [two.id, one.id]);
  assert.deepEqual(await find({ code: 'one' }), [one.id]);
  await refused(codeFor(id, { code: 'One' }), { param: 'code', statusCode: 400 });
  await rig.stripe.promotionCodes.update(one.id, { active: false });
  assert.deepEqual(await find({ active: true }), [two.id]);
  await rig.control.advance(DAY_MS);
  assert.deepEqual(await find({ active: true }), []);
  const given = create({ discounts: [{ promotion_code: two.id }] });
  await refused(given, { param: 'discounts[0]', statusCode: 400 });
});

test('codes and discounts exclude each other', async () => {
  const both = { allow_promotion_codes: false, discounts: [{ coupon: 'TENTH' }] };
  const message =
    'You may only specify one of these parameters: allow_promotion_codes, discounts.';
  await refused(create(both), { message, statusCode: 400 });
});

test('automatic tax is a flat rate on what is left', async () => {
  const { id } = await coupon({ percent_off: 10 });
  const line_items = [line(), line({ unit_amount: 600, tax_behavior: 'inclusive' })];
  const taxed = { line_items, discounts: [{ coupon: id }], automatic_tax: { enabled: true } };
  const { session, intent } = await paid(rig, taxed);
  assert.deepEqual(bill(session), [10200, 1020, 1800, 10800]);
  assert.equal(session.automatic_tax.status, 'complete');
  assert.equal(intent.amount, 10800);
  await rig.control.post('behaviour', { tax_percent: 7 });
  const other = await create({ automatic_tax: { enabled: true } });
  assert.deepEqual(bill(other), [9000, 0, 630, 9630]);
});
