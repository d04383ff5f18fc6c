// Webhooks, verified by the official `constructEvent`; lost, doubled, late, forged on demand.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Ear, signed, verified } from './support/ear.mjs';
import { openDocument } from './support/document.mjs';
import { inside, order, useStandIn } from './support/rig.mjs';

const SECRET = 'whsec_of_the_suite';
const ear = await new Ear().listen();
const rig = useStandIn({ flags: ['--webhook', ear.url, '--secret', SECRET] });
const document = openDocument();
const line = (more) => rig.control.post('webhooks/faults', more);
const now = async () => (await rig.control.get('clock')).now_ms;
const told = async () => ear.nextEvent(SECRET, await now());
after(() => ear.close());

/** Ends a session, which makes exactly one event. */
async function ended(params = order()) {
  const { id } = await rig.stripe.checkout.sessions.create(params);
  await rig.stripe.checkout.sessions.expire(id);
  return id;
}

test('a payment is told in the order in which it happened', async () => {
  const session = await rig.stripe.checkout.sessions.create(order());
  await rig.control.pay(session, { wait_for_webhook: true });
  const kinds = [];
  for (let at = 0; at < 4; at += 1) {
    const event = await told();
    kinds.push(event.type);
    assert.equal(event.api_version, '2026-10-28.endive');
    assert.deepEqual(document?.ofEvent(event) ?? [], []);
    const stored = await rig.stripe.events.retrieve(event.id);
    assert.deepEqual(stored.data, event.data);
  }
  assert.deepEqual(kinds, [
    'payment_intent.created',
    'payment_intent.succeeded',
    'charge.succeeded',
    'checkout.session.completed',
  ]);
});

test('its signature is the one that the official client makes', async () => {
  await ended();
  const { body, signature } = await ear.next();
  assert.equal(signature, signed(body, SECRET, Math.floor((await now()) / 1000)));
});

test('a replay after 300 seconds, another secret and a changed body are found out', async () => {
  await ended();
  const heard = await ear.next();
  const at = await now();
  const check = (more, secret = SECRET, ms = at) => () =>
    verified({ ...heard, ...more }, secret, ms);
  const name = { name: 'Error', type: 'StripeSignatureVerificationError' };
  assert.throws(check({}, SECRET, at + 301_000), name);
  assert.throws(check({}, 'whsec_other'), name);
  assert.throws(check({ body: `${heard.body} ` }), name);
});

test('a webhook can be forged, doubled and lost', async () => {
  await line({ wrong_signature_next: 1 });
  await ended();
  const forged = await ear.next();
  const at = await now();
  assert.throws(() => verified(forged, SECRET, at));
  await line({ double_next: 1 });
  const doubled = await ended();
  const [one, two] = [await told(), await told()];
  assert.deepEqual([one.id, one.data.object.id], [two.id, doubled]);
  await line({ drop_next: 1 });
  const lost = await ended();
  await settled(({ failed }) => failed === 1);
  assert.ok(ear.isQuiet);
  const { data } = await rig.stripe.events.list({ delivery_success: false });
  assert.deepEqual(data.map((event) => event.data.object.id), [lost]);
  await rig.control.post(`webhooks/resend/${data[0].id}`);
  assert.equal((await told()).id, data[0].id);
});

test('while a secret is rolled, either signature is enough', async () => {
  await line({ second_secret_next: 1 });
  await ended();
  const heard = await ear.next();
  assert.equal(heard.signature.match(/v1=/g).length, 2);
  const at = await now();
  assert.equal(verified(heard, SECRET, at).type, 'checkout.session.expired');
  const secrets = ['whsec_old', 'whsec_new'];
  await rig.control.post('webhooks/endpoint', { url: ear.url, secrets });
  await ended();
  const both = await ear.next();
  for (const secret of secrets) assert.ok(verified(both, secret, at).id);
  await rig.control.post('webhooks/endpoint', { url: ear.url, secrets: [SECRET] });
});

test('a webhook can come later than others', async () => {
  await line({ delay_next: 1, delay_ms: 30_000 });
  const [late, prompt] = [await ended(), await ended()];
  assert.equal((await told()).data.object.id, prompt);
  await rig.control.advance(29_000);
  assert.ok(ear.isQuiet);
  await rig.control.advance(1000);
  assert.equal((await told()).data.object.id, late);
});

test('webhooks that were held back can come the other way round', async () => {
  await rig.control.post('webhooks/pause');
  const ids = [await ended(), await ended()];
  await rig.control.post('webhooks/resume', { order: 'reversed' });
  const heard = [await told(), await told()];
  assert.deepEqual(heard.map((event) => event.data.object.id), ids.reverse());
});

test('an event can speak the words of another version', async () => {
  await line({ api_version_next: 1, api_version: '2025-09-30.clover' });
  await ended(inside('elements'));
  const event = await told();
  assert.deepEqual([event.api_version, event.data.object.ui_mode], ['2025-09-30.clover', 'custom']);
});

test('a webhook that was refused comes again, until it is taken', async () => {
  ear.answers = 500;
  await ended();
  const first = await told();
  await settled(({ pending }) => pending === 1);
  ear.answers = 200;
  await rig.control.advance(5000);
  assert.equal((await told()).id, first.id);
  await settled(({ pending }) => pending === 0);
  const dashboard = await (await fetch(rig.url)).text();
  assert.match(dashboard, /<ol><li>500, 5 s ago<\/li><li>200, 0 s ago<\/li><\/ol>/);
});

test('webhooks can be sent without waiting for the answers to earlier ones', async () => {
  await line({ in_order: false });
  await rig.control.post('webhooks/pause');
  const ids = [await ended(), await ended()];
  ear.together = ids.length;
  await rig.control.post('webhooks/resume');
  const heard = [await told(), await told()];
  assert.deepEqual(new Set(heard.map((event) => event.data.object.id)), new Set(ids));
  await settled(({ pending }) => pending === 0);
  ear.together = 1;
  await line({ in_order: true });
});

test('the same thing can be told by two events', async () => {
  const id = await ended();
  const first = await told();
  await rig.control.post(`events/${first.id}/twin`);
  const second = await told();
  assert.notEqual(second.id, first.id);
  assert.equal(second.data.object.id, id);
});

/** Asks for the state of the line until it is as wanted. */
async function settled(isSettled) {
  while (!isSettled(await rig.control.get('webhooks')));
}
