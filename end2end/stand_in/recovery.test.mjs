// What follows expiry: the recovery address, and the copy that a buyer gets there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, inside, order, useStandIn } from './support/rig.mjs';

const rig = useStandIn();
const recovery = { enabled: true, allow_promotion_codes: true };
const retrieve = (id) => rig.stripe.checkout.sessions.retrieve(id);
const press = (url) => fetch(url, { method: 'POST', redirect: 'manual' });

test('an expired session has a recovery address for thirty days', async () => {
  const more = { after_expiration: { recovery }, metadata: { hold_id: 'h1' } };
  const made = await rig.stripe.checkout.sessions.create(order(more));
  assert.deepEqual(made.after_expiration.recovery, { ...recovery, expires_at: null, url: null });
  const { after_expiration, id } = await rig.stripe.checkout.sessions.expire(made.id);
  const { url, expires_at } = after_expiration.recovery;
  const { now_ms } = await rig.control.get('clock');
  assert.equal(expires_at, Math.floor((now_ms + 30 * DAY_MS) / 1000));
  const { data } = await rig.stripe.events.list({ type: 'checkout.session.expired' });
  assert.equal(data[0].data.object.after_expiration.recovery.url, url);

  assert.match(await (await fetch(url)).text(), /Continue to payment/);
  assert.equal((await rig.stripe.checkout.sessions.list()).data.length, 1);
  const answer = await press(url);
  assert.equal(answer.status, 303);
  const copy = await retrieve(answer.headers.get('location').split('/').pop());
  assert.deepEqual([copy.recovered_from, copy.status], [id, 'open']);
  assert.deepEqual([copy.metadata, copy.amount_total], [{ hold_id: 'h1' }, 9000]);
  assert.equal(copy.allow_promotion_codes, true);
  assert.equal((await rig.control.pay(copy)).payment_status, 'paid');

  await rig.control.advance(30 * DAY_MS);
  assert.equal((await press(url)).status, 404);
});

test('a session that nobody may recover has no address', async () => {
  const made = await rig.stripe.checkout.sessions.create(order());
  const { after_expiration, id } = await rig.stripe.checkout.sessions.expire(made.id);
  assert.equal(after_expiration, null);
  assert.equal((await press(`${rig.url}/c/recover/${id}`)).status, 404);
});

test('a test may recover any expired session, also one shown inside a page', async () => {
  const made = await rig.stripe.checkout.sessions.create(inside('embedded_page'));
  await rig.stripe.checkout.sessions.expire(made.id);
  const { session } = await rig.control.post(`sessions/${made.id}/recover`);
  assert.deepEqual([session.recovered_from, session.ui_mode], [made.id, 'hosted_page']);
  assert.equal((await retrieve(session.id)).success_url, made.return_url);
});
