// What goes between the shop and Stripe, held against Stripe's own document and client.
import Stripe from 'stripe';
import { Shop } from '../fixtures/shop.js';
import { expect, test } from '../fixtures/test.js';
import { nameOf, requestFaults } from '../fixtures/wire.js';
import { GOOD_CARD } from '../pages/payment_page.js';
import { SHAPES } from '../pages/till.js';

const SECRET = 'whsec_of_the_wire';
const SLOT = 40;

test('every request of the shop’s is one that Stripe’s document allows', async ({
  newPerson,
  office,
  standIn,
}) => {
  await standIn.forgetRequests();
  for (const shape of SHAPES) {
    const { path } = await office.putOnSale({ shape });
    const buyer = await newPerson();
    const till = await buyer.goToTill(shape, path, 'Stalls L 12');
    const session = await till.session();
    await till.payWith(GOOD_CARD);
    await buyer.order.hasTickets(1);
    await standIn.refund(session);
    const late = await newPerson();
    await late.goToTill(shape, path, 'Stalls L 13', 'Stalls L 14');
    await office.advance({ minutes: 11 });
  }
  await office.checkLedger();

  // Eleven minutes have passed thrice: undelivered events were fetched, and late holds expired.
  const made = ['POST sessions', 'GET sessions', 'POST expire', 'GET refunds', 'GET events'];
  const asked = async () => (await standIn.requests()).map(nameOf);
  await expect.poll(asked).toEqual(expect.arrayContaining(made));
  expect(await requestFaults(standIn)).toEqual([]);
});

test('so is every request about money that is taken, let go, sent back or disputed', async ({
  newPerson,
  office,
  standIn,
}) => {
  await standIn.forgetRequests();
  const takenByHand = await office.putOnSale({ takenByHand: true, delayedMethods: true });
  const buyer = await newPerson();
  await (await buyer.goToTill('hosted_page', takenByHand.path, 'Stalls L 12')).payWith(GOOD_CARD);
  await buyer.order.hasTickets(1);
  // Paid after the seats are somebody else's: let go where it waits, sent back where it was taken.
  for (const { path } of [takenByHand, await office.putOnSale()]) {
    const late = await newPerson();
    const till = await late.goToTill('hosted_page', path, 'Stalls L 14');
    const session = await till.session();
    await office.advance({ minutes: 10 });
    const copy = await standIn.recover(session);
    await (await newPerson()).hold(path, 'Stalls L 14');
    await standIn.pay(copy);
  }
  const { path } = await office.putOnSale();
  const till = await buyer.goToTill('hosted_page', path, 'Stalls L 16');
  await standIn.pay(await till.session(), { card: '4000000000000259' });
  await office.advance({ minutes: 2 });

  const made = ['POST capture', 'POST cancel', 'POST refunds', 'GET disputes'];
  const asked = async () => (await standIn.requests()).map(nameOf);
  await expect.poll(asked).toEqual(expect.arrayContaining(made));
  expect(await requestFaults(standIn)).toEqual([]);
});

test('the webhook door takes what Stripe’s own client signs, and nothing else', async ({
  playwright,
  standIn,
}, { parallelIndex }) => {
  const shop = await Shop.open(SLOT + parallelIndex, {
    REHEARSAL: 'false',
    STRIPE_SECRET_KEY: 'sk_test_x',
    STRIPE_WEBHOOK_SECRETS: SECRET,
    STRIPE_API_URL: standIn.url,
  });
  const request = await playwright.request.newContext();
  const data = { object: { id: 'cs_test_nobodys', object: 'checkout.session' } };
  const type = 'checkout.session.completed';
  const event = { id: 'evt_1', object: 'event', type, livemode: false, data };
  const payload = JSON.stringify(event);
  const knock = async (secret: string, agoSeconds: number) => {
    const timestamp = Math.floor(Date.now() / 1000) - agoSeconds;
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
    const headers = { 'stripe-signature': signature, 'content-type': 'application/json' };
    const answer = await request.post(`${shop.url}/webhooks/stripe`, { headers, data: payload });
    return answer.status();
  };

  expect(await knock(SECRET, 0)).toBe(200);
  expect(await knock(SECRET, 0)).toBe(200);
  expect(await knock('whsec_of_somebody_else', 0)).toBe(400);
  expect(await knock(SECRET, 400)).toBe(400);

  await request.dispose();
  await shop.close();
});
