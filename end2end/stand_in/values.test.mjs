// Parameters that take one word of a few, or so many and no more.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inside, line, order, paid, refused, useStandIn } from './support/rig.mjs';

const rig = useStandIn();
const create = (more) => rig.stripe.checkout.sessions.create(order(more));
const wrong = { statusCode: 400, type: 'invalid_request_error' };

test('a word that is none of the few is refused with the few', async () => {
  const cases = [
    [{ mode: 'gift' }, 'mode', 'payment, setup, or subscription'],
    [{ submit_type: 'buy' }, 'submit_type', 'auto, book, donate, pay, or subscribe'],
    [{ origin_context: 'phone' }, 'origin_context', 'mobile_app or web'],
  ];
  for (const [more, param, words] of cases) {
    const message = `Invalid ${param}: must be one of ${words}`;
    await refused(create(more), { ...wrong, param, message });
  }
  const named = [
    [{ locale: 'xx' }, 'locale'],
    [{ allowed_payment_method_types: ['gold'] }, 'allowed_payment_method_types[0]'],
    [{ excluded_payment_method_types: ['card', 'gold'] }, 'excluded_payment_method_types[1]'],
    [{ payment_intent_data: { capture_method: 'late' } }, 'payment_intent_data[capture_method]'],
    [{ line_items: [line({ tax_behavior: 'odd' })] }, 'line_items[0][price_data][tax_behavior]'],
  ];
  for (const [more, param] of named) await refused(create(more), { ...wrong, param });
  const back = inside('embedded_page', { redirect_on_completion: 'perhaps' });
  const param = 'redirect_on_completion';
  await refused(rig.stripe.checkout.sessions.create(back), { ...wrong, param });
});

test('a session has one to a hundred lines of one currency', async () => {
  const lines = (count) => ({ line_items: Array.from({ length: count }, () => line()) });
  assert.equal((await create(lines(100))).amount_total, 900_000);
  await refused(create(lines(101)), { ...wrong, param: 'line_items' });
  await refused(create({ line_items: [line(), line({ currency: 'usd' })] }), wrong);
  const dear = { line_items: [line({ unit_amount: 50_000_000 })] };
  await refused(create(dear), { ...wrong, code: 'amount_too_large' });
});

test('less than can be charged is refused, nothing at all is not', async () => {
  const cheap = (currency, unit_amount) =>
    create({ line_items: [{ ...line({ currency, unit_amount }), quantity: 1 }] });
  const due = "The Checkout Session's total amount due must add up to at least";
  const code = 'amount_too_small';
  await refused(cheap('eur', 49), { ...wrong, code, message: `${due} €0.50 eur` });
  await refused(cheap('jpy', 49), { ...wrong, code, message: `${due} ¥50 jpy` });
  await refused(cheap('gbp', 29), { ...wrong, code, message: `${due} £0.30 gbp` });
  for (const amount of [0, 50]) assert.equal((await cheap('eur', amount)).amount_total, amount);
  const { id } = await rig.stripe.coupons.create({ percent_off: 99.9 });
  await refused(create({ discounts: [{ coupon: id }] }), { ...wrong, code });
  const promotion = { type: 'coupon', coupon: id };
  await rig.stripe.promotionCodes.create({ promotion, code: 'ALMOST' });
  const made = await create({ allow_promotion_codes: true });
  await assert.rejects(rig.control.pay(made, { promotion_code: 'ALMOST' }), /leaves less/);
});

test('texts and metadata have their sizes', async () => {
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, 'v']));
  const cases = [
    [{ client_reference_id: 'x'.repeat(201) }, 'client_reference_id'],
    [{ metadata: many }, 'metadata'],
    [{ metadata: { ['k'.repeat(41)]: 'v' } }, `metadata[${'k'.repeat(41)}]`],
    [{ metadata: { k: 'v'.repeat(501) } }, 'metadata[k]'],
    [{ discounts: [{ coupon: 'a' }, { coupon: 'b' }] }, 'discounts'],
  ];
  for (const [more, param] of cases) await refused(create(more), { ...wrong, param });
  const custom_text = { submit: { message: 'x'.repeat(1200) } };
  assert.equal((await create({ custom_text })).custom_text.submit.message.length, 1200);
});

test('currencies without decimals are paid in whole units', async () => {
  const { intent } = await paid(rig, { line_items: [line({ currency: 'JPY', unit_amount: 500 })] });
  assert.deepEqual([intent.amount_received, intent.currency], [1000, 'jpy']);
});

test('looks and origin are shown as they were said', async () => {
  const branding_settings = { display_name: 'Playhouse', border_style: 'pill' };
  const made = await create({ branding_settings, origin_context: 'web' });
  assert.equal(made.origin_context, 'web');
  assert.equal(made.branding_settings.display_name, 'Playhouse');
  assert.equal(made.branding_settings.border_style, 'pill');
});

test('only allowed ways to pay are accepted', async () => {
  const made = await create({ excluded_payment_method_types: ['us_bank_account'] });
  assert.deepEqual(made.payment_method_types, ['card']);
  await assert.rejects(rig.control.pay(made, { method: 'debit_succeeds' }), /does not accept/);
});
