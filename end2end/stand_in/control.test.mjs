// The control interface and the dashboard, for what the official client cannot reach.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { order, paid, refused, useStandIn } from './support/rig.mjs';

const rig = useStandIn();

test('the ledger sums what was paid, given back, waits or is disputed', async () => {
  const one = await paid(rig);
  await rig.stripe.refunds.create({ payment_intent: one.intent.id, amount: 500 });
  await paid(rig, { payment_intent_data: { capture_method: 'manual' } });
  const two = await rig.stripe.checkout.sessions.create(order());
  await rig.control.pay(two, { method: 'debit_succeeds' });
  const three = await paid(rig);
  await rig.control.post(`charges/${three.intent.latest_charge}/dispute`);
  const { currencies } = await rig.control.get('ledger');
  const waits = { pending: 9000, authorized: 9000 };
  const eur = { paid: 18000, refunded: 500, ...waits, disputed: 9000, lost: 0 };
  assert.deepEqual(currencies, { eur });
  const page = await (await fetch(rig.url)).text();
  for (const part of ['<h2>Ledger</h2>', '€180.00', 'Sessions (4)', 'needs_response']) {
    assert.ok(page.includes(part), part);
  }
});

test('the dashboard sends an event again, but not for another site', async () => {
  const { data } = await rig.stripe.events.list({ limit: 1 });
  const url = `${rig.url}/dashboard/resend/${data[0].id}`;
  const press = (headers) => fetch(url, { method: 'POST', redirect: 'manual', headers });
  assert.equal((await press({ origin: 'https://elsewhere.example' })).status, 403);
  assert.equal((await rig.control.get('webhooks')).pending, 0);
  assert.equal((await press({ origin: rig.url })).status, 303);
  assert.equal((await rig.control.get('webhooks')).pending, 1);
  assert.match(await (await fetch(rig.url)).text(), /Deliveries \(1\)/);
});

test('an account lists the endpoint that it tells, and nobody can make another', async () => {
  const list = (params) => rig.stripe.webhookEndpoints.list(params);
  assert.deepEqual((await list({ limit: 100 })).data, []);
  const url = 'http://127.0.0.1:9/webhooks/stripe';
  await rig.control.post('webhooks/endpoint', { url, secrets: ['whsec_of_the_account'] });
  const { data, has_more } = await list({ limit: 100 });
  const [{ id, api_version, enabled_events, status, livemode, secret }] = data;
  assert.deepEqual([data.length, has_more, data[0].url], [1, false, url]);
  assert.deepEqual([enabled_events, status, livemode], [['*'], 'enabled', false]);
  assert.deepEqual([api_version, secret], ['2026-10-28.endive', undefined]);
  assert.equal((await rig.stripe.webhookEndpoints.retrieve(id)).url, url);
  await refused(rig.stripe.webhookEndpoints.retrieve('we_no'), { code: 'resource_missing' });
  await rig.control.delete('webhooks/endpoint');
  assert.deepEqual((await list({})).data, []);
});

test('what was asked lately can be seen, without its API key', async () => {
  const metadata = { hold_id: 'h1' };
  const options = { idempotencyKey: 'seen' };
  const { lastResponse } = await rig.stripe.checkout.sessions.create(order({ metadata }), options);
  const { requests } = await rig.control.get('requests');
  const { id, method, path, params, idempotency_key, status } = requests[0];
  assert.deepEqual([id, idempotency_key], [lastResponse.requestId, 'seen']);
  assert.deepEqual([method, path, status], ['POST', '/v1/checkout/sessions', 200]);
  assert.deepEqual([params.metadata, params.line_items[0].quantity], [metadata, '2']);
  assert.doesNotMatch(JSON.stringify(requests), /sk_test/);
  assert.ok((await (await fetch(rig.url)).text()).includes(lastResponse.requestId));
});

test('of what is asked the last five hundred are kept, and the others counted', async () => {
  await rig.control.delete('requests');
  for (let at = 0; at < 502; at += 1) await rig.stripe.events.list({ limit: 1 });
  const { requests, forgotten } = await rig.control.get('requests');
  assert.deepEqual([requests.length, forgotten], [500, 2]);
  assert.deepEqual((await rig.control.delete('requests')).forgotten, 0);
});

test('the clock is moved, stopped and started', async () => {
  const { now_ms, movable, running } = await rig.control.get('clock');
  assert.deepEqual([movable, running], [true, false]);
  await rig.control.post('clock', { set_ms: now_ms + 5000 });
  assert.equal((await rig.control.get('clock')).now_ms, now_ms + 5000);
  assert.equal((await rig.control.post('clock', { running: true })).running, true);
  await assert.rejects(rig.control.post('clock', { set_ms: 1, running: false }), /exactly one/);
});

test('what it does not know is refused in a sentence', async () => {
  await assert.rejects(rig.control.post('faults', { speed: 1 }), /unknown field `speed`/);
  await assert.rejects(rig.control.post('webhooks/faults', { api_version_next: 1 }), /version/);
  await assert.rejects(rig.control.post('pay/cs_no'), /404.*No such checkout.session/s);
});
