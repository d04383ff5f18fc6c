// One stand-in per test file, driven by Stripe's official client; every answer is checked.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import Stripe from 'stripe';
import { openDocument } from './document.mjs';
import { startProcess } from './process.mjs';

export const DAY_MS = 24 * 60 * 60 * 1000;
const KEY = 'sk_test_of_the_suite';

/** The official client for an address. It never tries again by itself. */
export function clientFor(url, key = KEY, options = {}) {
  const { hostname, port } = new URL(url);
  const where = { host: hostname, port: Number(port), protocol: 'http' };
  return new Stripe(key, { ...where, maxNetworkRetries: 0, telemetry: false, ...options });
}

/** Starts a stand-in for this file; `rig.stripe` and `rig.control` speak to it. */
export function useStandIn({ flags = [], stopped = true, prepare = async () => {} } = {}) {
  const rig = { faults: [], answers: 0 };
  const document = openDocument();
  before(async () => {
    Object.assign(rig, await startProcess(flags, stopped));
    rig.stripe = clientFor(rig.url, KEY, { emitEventBodies: true });
    rig.stripe.on('response', ({ method, path, status, body }) => {
      rig.answers += 1;
      const found = document?.faults(method, path.split('?')[0], status, body) ?? [];
      rig.faults.push(...found);
    });
    await prepare();
  });
  after(async () => {
    const { requests, forgotten } = await rig.control.get('requests');
    await rig.stop();
    assert.equal(forgotten, 0, 'every request was seen');
    if (!document) {
      console.log('skipped: the answers were not held against Stripe’s document, it is not here');
      return;
    }
    assert.deepEqual([...new Set(rig.faults)], [], 'answers that Stripe would not give');
    const taken = requests.filter(({ status }) => status === 200);
    const wrong = taken.flatMap((request) => document.requestFaults(request));
    assert.deepEqual(wrong, [], 'requests that Stripe would not take');
  });
  return rig;
}

/** What opens a session over two seats at €45.00. */
export function order(more = {}) {
  return {
    mode: 'payment',
    success_url: 'https://shop.example/thanks?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://shop.example/back?session={CHECKOUT_SESSION_ID}',
    line_items: [line()],
    ...more,
  };
}

/** Two seats; `price` says more about their price. */
export function line(price = {}) {
  const product_data = { name: 'Seat <A1> & more' };
  const price_data = { currency: 'eur', unit_amount: 4500, product_data, ...price };
  return { quantity: 2, price_data };
}

/** The same for a form inside the seller's page. */
export function inside(ui_mode, more = {}) {
  const { success_url, cancel_url, ...rest } = order();
  const return_url = 'https://shop.example/done?session={CHECKOUT_SESSION_ID}';
  return { ...rest, ui_mode, return_url, ...more };
}

/** Awaits a refusal and holds it against what is expected of it. */
export async function refused(promise, expected) {
  const error = await promise.then(
    () => assert.fail('this should have been refused'),
    (problem) => problem,
  );
  const { message, code, param, statusCode, rawType } = error;
  const got = { message, code, param, statusCode, type: rawType, name: error.type };
  const picked = Object.fromEntries(Object.keys(expected).map((key) => [key, got[key]]));
  assert.deepEqual(picked, expected, JSON.stringify(got));
  return error;
}

/** A paid session and its PaymentIntent. */
export async function paid(rig, more = {}, how = {}) {
  const session = await rig.stripe.checkout.sessions.create(order(more));
  const outcome = await rig.control.pay(session, how);
  const intent = await rig.stripe.paymentIntents.retrieve(outcome.payment_intent);
  return { session: await rig.stripe.checkout.sessions.retrieve(session.id), intent, outcome };
}
