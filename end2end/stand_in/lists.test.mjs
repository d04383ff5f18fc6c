// Every list: newest first, both directions, filters, and the client's own paging.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { order, paid, refused, useStandIn } from './support/rig.mjs';

const COUNT = 5;
const payments = [];
const rig = useStandIn({ prepare });

async function prepare() {
  for (let at = 0; at < COUNT; at += 1) {
    const payment = await paid(rig, { customer_email: `buyer-${at}@example.com` });
    await rig.stripe.refunds.create({ payment_intent: payment.intent.id, amount: 100 });
    await rig.control.post(`charges/${payment.intent.latest_charge}/dispute`);
    const coupon = await rig.stripe.coupons.create({ percent_off: at + 1 });
    await rig.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id } });
    payments.unshift(payment);
    await rig.control.advance(1000);
  }
}

const lists = {
  sessions: (params) => rig.stripe.checkout.sessions.list(params),
  intents: (params) => rig.stripe.paymentIntents.list(params),
  charges: (params) => rig.stripe.charges.list(params),
  refunds: (params) => rig.stripe.refunds.list(params),
  disputes: (params) => rig.stripe.disputes.list(params),
  coupons: (params) => rig.stripe.coupons.list(params),
  codes: (params) => rig.stripe.promotionCodes.list(params),
  events: (params) => rig.stripe.events.list({ type: 'checkout.session.completed', ...params }),
};

for (const [name, list] of Object.entries(lists)) {
  test(`${name} are paged in both directions`, async () => {
    const ids = (await list({})).data.map(({ id }) => id);
    assert.equal(ids.length, COUNT);
    const page = async (params) => {
      const { data, has_more, object } = await list(params);
      assert.equal(object, 'list');
      return [data.map(({ id }) => id), has_more];
    };
    assert.deepEqual(await page({ limit: 2 }), [ids.slice(0, 2), true]);
    assert.deepEqual(await page({ limit: 2, starting_after: ids[1] }), [ids.slice(2, 4), true]);
    assert.deepEqual(await page({ starting_after: ids[3] }), [ids.slice(4), false]);
    assert.deepEqual(await page({ limit: 2, ending_before: ids[4] }), [ids.slice(2, 4), true]);
    assert.deepEqual(await page({ ending_before: ids[2] }), [ids.slice(0, 2), false]);
    const all = await list({ limit: 2 }).autoPagingToArray({ limit: 100 });
    assert.deepEqual(all.map(({ id }) => id), ids);
    const back = await list({ limit: 2, ending_before: ids[4] }).autoPagingToArray({ limit: 9 });
    assert.deepEqual(back.map(({ id }) => id), ids.slice(0, 4).reverse());
    const { created } = (await list({ limit: 1 })).data[0];
    assert.equal((await list({ created: { gte: created } })).data.length, 1);
    assert.equal((await list({ created: { lt: created } })).data.length, COUNT - 1);
    assert.equal((await list({ created })).data.length, 1);
    const large = "This value must be less than or equal to 100 (it currently is '101').";
    await refused(list({ limit: 101 }), { message: large, param: 'limit' });
    await refused(list({ foo: 1 }), { code: 'parameter_unknown', param: 'foo' });
    const both = { starting_after: ids[0], ending_before: ids[4] };
    await refused(list(both), { statusCode: 400, type: 'invalid_request_error' });
  });
}

test('lists are filtered as Stripe filters them', async () => {
  const { session, intent } = payments[2];
  const open = await rig.stripe.checkout.sessions.create(order());
  const only = async (list, params) => (await list(params)).data.map(({ id }) => id);
  assert.deepEqual(await only(lists.sessions, { status: 'open' }), [open.id]);
  assert.deepEqual(await only(lists.sessions, { payment_intent: intent.id }), [session.id]);
  const { email } = session.customer_details;
  assert.deepEqual(await only(lists.sessions, { customer_details: { email } }), [session.id]);
  const payment_intent = intent.id;
  const charge = intent.latest_charge;
  assert.deepEqual(await only(lists.charges, { payment_intent }), [charge]);
  for (const list of [lists.refunds, lists.disputes]) {
    assert.equal((await list({ payment_intent })).data[0].charge, charge);
    assert.equal((await list({ charge })).data.length, 1);
  }
});

test('the lines of a session are paged too', async () => {
  const line_items = Array.from({ length: 12 }, (_, at) => ({
    ...order().line_items[0],
    quantity: at + 1,
  }));
  const { id } = await rig.stripe.checkout.sessions.create(order({ line_items }));
  const list = (params) => rig.stripe.checkout.sessions.listLineItems(id, params);
  const first = await list({});
  assert.deepEqual([first.data.length, first.has_more], [10, true]);
  const all = await list({ limit: 5 }).autoPagingToArray({ limit: 100 });
  assert.deepEqual(all.map(({ quantity }) => quantity), line_items.map(({ quantity }) => quantity));
  const back = await list({ limit: 2, ending_before: all[4].id });
  assert.deepEqual([back.data.map(({ quantity }) => quantity), back.has_more], [[3, 4], true]);
  await refused(list({ starting_after: 'li_no' }), { code: 'resource_missing' });
});
