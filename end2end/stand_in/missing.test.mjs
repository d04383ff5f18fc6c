// What is not there: each kind of object, by its path and by a parameter.
import { test } from 'node:test';
import { order, refused, useStandIn } from './support/rig.mjs';

const rig = useStandIn();
const missing = { type: 'invalid_request_error', code: 'resource_missing' };

test('an unknown object is a 404 that names it', async () => {
  const { stripe } = rig;
  const cases = [
    [() => stripe.checkout.sessions.retrieve('cs_no'), 'checkout.session', 'cs_no', 'session'],
    [() => stripe.checkout.sessions.expire('cs_no'), 'checkout.session', 'cs_no', 'session'],
    [() => stripe.checkout.sessions.listLineItems('cs_no'), 'checkout.session', 'cs_no', 'session'],
    [() => stripe.paymentIntents.retrieve('pi_no'), 'payment_intent', 'pi_no', 'intent'],
    [() => stripe.paymentIntents.capture('pi_no'), 'payment_intent', 'pi_no', 'intent'],
    [() => stripe.charges.retrieve('ch_no'), 'charge', 'ch_no', 'id'],
    [() => stripe.refunds.retrieve('re_no'), 'refund', 're_no', 'id'],
    [() => stripe.events.retrieve('evt_no'), 'event', 'evt_no', 'id'],
    [() => stripe.disputes.close('du_no'), 'dispute', 'du_no', 'id'],
    [() => stripe.coupons.retrieve('no'), 'coupon', 'no', 'coupon'],
    [() => stripe.promotionCodes.retrieve('no'), 'promotion code', 'no', 'promotion_code'],
  ];
  for (const [ask, kind, id, param] of cases) {
    const message = `No such ${kind}: '${id}'`;
    await refused(ask(), { ...missing, statusCode: 404, message, param });
  }
});

test('an unknown object in a parameter is a 400 that names the parameter', async () => {
  const { stripe } = rig;
  const create = (more) => stripe.checkout.sessions.create(order(more));
  const cases = [
    [() => stripe.refunds.create({ payment_intent: 'pi_no' }), 'payment_intent'],
    [() => stripe.refunds.create({ charge: 'ch_no' }), 'charge'],
    [() => stripe.checkout.sessions.list({ starting_after: 'cs_no' }), 'starting_after'],
    [() => stripe.events.list({ ending_before: 'evt_no' }), 'ending_before'],
    [() => create({ discounts: [{ coupon: 'no' }] }), 'discounts[0][coupon]'],
    [() => create({ discounts: [{ promotion_code: 'no' }] }), 'discounts[0][promotion_code]'],
    [() => create({ line_items: [{ price: 'price_no', quantity: 1 }] }), 'line_items[0][price]'],
  ];
  for (const [ask, param] of cases) {
    await refused(ask(), { ...missing, statusCode: 400, param });
  }
});

test('an address that does not exist is told apart from an object that does not', async () => {
  const message = 'Unrecognized request URL (GET: /v1/nothing).';
  await refused(rig.stripe.rawRequest('GET', '/v1/nothing'), { statusCode: 404, message });
});
