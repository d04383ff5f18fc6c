// What goes between the shop and Stripe, held against Stripe's own document and client.
import Stripe from 'stripe';
import { Shop } from '../fixtures/shop.js';
import { expect, test } from '../fixtures/test.js';
import { GOOD_CARD } from '../pages/payment_page.js';
import { SHAPES } from '../pages/till.js';
import { openDocument } from '../stand_in/support/document.mjs';

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
  await expect.poll(async () => (await standIn.requests()).map(name)).toContain('POST expire');
  await office.checkLedger();

  const requests = await standIn.requests();
  expect(requests.map(name)).toEqual(expect.arrayContaining(['POST sessions', 'GET refunds']));
  const document = openDocument();
  if (document === null) console.log('skipped: Stripe’s document is not here');
  const faults = requests.flatMap((request) => document?.requestFaults(request) ?? []);
  expect(faults).toEqual([]);
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

/** `POST expire`, `GET refunds`: the method, and the last word of the path that is no name. */
function name({ method, path }: { method: string; path: string }): string {
  const words = path.split('/').filter((word) => /^[a-z_]+$/.test(word) && !word.includes('test'));
  return `${method} ${words.at(-1)}`;
}
