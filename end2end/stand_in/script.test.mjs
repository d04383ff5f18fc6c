// Stripe.js of the stand-in: what it gives a page, and what it refuses, without any page around it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { inside, useStandIn } from './support/rig.mjs';

const rig = useStandIn();
const KEY = 'pk_test_x';
const wrong = (message) => ({ name: 'IntegrationError', message });

/** The script as a page loads it: in a document that has nothing in it. */
async function loaded() {
  const src = `${rig.url}/endive/stripe.js`;
  const script = await (await fetch(src)).text();
  const window = { addEventListener() {}, removeEventListener() {} };
  const document = { currentScript: { src }, querySelector: () => null };
  class Element {}
  runInNewContext(script, { window, document, Element, URL, URLSearchParams, fetch });
  return window.Stripe;
}

const stripe = async () => (await loaded())(KEY);
const secretOf = async (ui_mode) => {
  const made = await rig.stripe.checkout.sessions.create(inside(ui_mode));
  return made.client_secret;
};

test('only a publishable key of test mode opens it', async () => {
  const Stripe = await loaded();
  assert.equal(Stripe.version, 'endive');
  for (const key of [undefined, '']) {
    assert.throws(() => Stripe(key), { name: 'IntegrationError', message: /^Missing value/ });
  }
  const secret = wrong('You should not use your secret key here, only a publishable key.');
  for (const key of ['sk_test_x', 'rk_test_x', 'whsec_x']) assert.throws(() => Stripe(key), secret);
  assert.throws(() => Stripe('pk_live_x'), wrong('This sandbox knows no live keys.'));
  const names = ['createEmbeddedCheckoutPage', 'initCheckoutElementsSdk'];
  assert.deepEqual(Object.keys(Stripe(KEY)).sort(), names);
});

test('a page has one whole form at a time', async () => {
  const page = await stripe();
  const open = async () => {
    const secret = await secretOf('embedded_page');
    return page.createEmbeddedCheckoutPage({ fetchClientSecret: async () => secret });
  };
  const first = await open();
  await assert.rejects(open(), wrong('You cannot have multiple Embedded Checkout objects.'));
  first.destroy();
  const second = await open();
  second.destroy();
  const gone = wrong('This Embedded Checkout instance has been destroyed.');
  for (const deed of ['mount', 'unmount', 'destroy']) {
    assert.throws(() => second[deed]('#form'), gone, deed);
  }
});

test('a whole form that is refused bars no later one', async () => {
  const page = await stripe();
  await assert.rejects(page.createEmbeddedCheckoutPage({}), { message: /`fetchClientSecret`/ });
  const elements = await secretOf('elements');
  const other = page.createEmbeddedCheckoutPage({ clientSecret: elements });
  const message = 'This Checkout Session has another `ui_mode` than embedded_page.';
  await assert.rejects(other, wrong(message));
  const guessed = page.createEmbeddedCheckoutPage({ clientSecret: 'cs_test_x_secret_guess' });
  await assert.rejects(guessed, { name: 'IntegrationError' });
  const right = { clientSecret: await secretOf('embedded_page') };
  const form = await page.createEmbeddedCheckoutPage(right);
  assert.throws(() => form.mount('#nowhere'), { message: /^There is nothing in this page/ });
});

test('components of another shape are refused by what loads their actions', async () => {
  const page = await stripe();
  assert.throws(() => page.initCheckoutElementsSdk({}), { message: /^Give `clientSecret`/ });
  const clientSecret = secretOf('embedded_page');
  const { type, error } = await page.initCheckoutElementsSdk({ clientSecret }).loadActions();
  assert.equal(type, 'error');
  assert.equal(error.message, 'This Checkout Session has another `ui_mode` than elements.');
});

test('there is one Payment Element, and none after it was destroyed', async () => {
  const sdk = (await stripe()).initCheckoutElementsSdk({ clientSecret: secretOf('elements') });
  assert.throws(() => sdk.on('sound', () => {}), wrong('There is no event sound.'));
  const element = sdk.createPaymentElement();
  assert.throws(() => sdk.createPaymentElement(), wrong('There is a Payment Element already.'));
  element.destroy();
  const gone = wrong('This Element has been destroyed.');
  assert.throws(() => element.mount('#form'), gone);
});

test('nothing is confirmed before its total was read and its fields are there', async () => {
  const sdk = (await stripe()).initCheckoutElementsSdk({ clientSecret: secretOf('elements') });
  const { type, actions } = await sdk.loadActions();
  assert.equal(type, 'success');
  const unread = { name: 'IntegrationError', message: /^Show session\.total\.total/ };
  await assert.rejects(actions.confirm({ redirect: 'if_required' }), unread);
  const session = actions.getSession();
  assert.deepEqual([session.status.type, session.canConfirm], ['open', false]);
  assert.deepEqual([session.total.total.amount, session.expiresAt], ['€90.00', undefined]);
  const unmounted = wrong('No Payment Element is mounted.');
  await assert.rejects(actions.confirm({ redirect: 'if_required' }), unmounted);
  const code = await actions.applyPromotionCode('');
  assert.deepEqual([code.type, code.error.code], ['error', 'invalidCode']);
  assert.equal((await actions.updateEmail('ada')).error.code, 'invalidEmail');
  assert.equal((await actions.updateEmail('ada@example.com')).type, 'success');
});
