// The check itself: it finds what is wrong, so its silence elsewhere means something.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDocument } from './support/document.mjs';

const PATH = '/v1/checkout/sessions';
const document = openDocument();
const without = document ? false : 'Stripe’s document is not here';
const request = (params, method = 'POST') => ({ method, path: PATH, params });

test('a request that Stripe would refuse is found', { skip: without }, () => {
  const right = {
    mode: 'payment',
    line_items: [
      { quantity: '2', price_data: { currency: 'eur', product_data: { name: 'Seat' } } },
    ],
    expires_at: '1800000000',
    metadata: { hold_id: 'h1' },
    custom_text: { submit: { message: 'Until 14:35' } },
  };
  assert.deepEqual(document.requestFaults(request(right)), []);
  const wrong = [
    { foo: '1' },
    { mode: 'gift' },
    { expires_at: 'soon' },
    { line_items: [{ quantity: 'two' }] },
    { payment_method_types: ['card'] },
    { allowed_payment_method_types: ['gold'] },
    { line_items: [{ price_data: { currency: 'eur', product_data: { name: 'A', title: 'B' } } }] },
    { custom_text: { submit: { words: 'Until 14:35' } } },
    { payment_intent_data: { meta: { hold_id: 'h1' } } },
    { after_expiration: { recovery: { allow_promotion_codes: 'true' } } },
  ];
  for (const params of wrong) {
    assert.notDeepEqual(document.requestFaults(request(params)), [], JSON.stringify(params));
  }
  assert.deepEqual(document.requestFaults(request({ status: 'open', limit: '3' }, 'GET')), []);
  assert.deepEqual(document.requestFaults(request({ created: { gte: '1' } }, 'GET')), []);
  for (const params of [{ foo: '1' }, { created: { after: '1' } }]) {
    assert.notDeepEqual(document.requestFaults(request(params, 'GET')), []);
  }
});

test('an answer that Stripe would not give is found', { skip: without }, () => {
  const error = { type: 'invalid_request_error', message: 'No.' };
  assert.deepEqual(document.faults('POST', PATH, 400, { error }), []);
  assert.notDeepEqual(document.faults('POST', PATH, 400, { error: { type: 'mood' } }), []);
  assert.notDeepEqual(document.faults('POST', PATH, 200, { id: 1 }), []);
  const event = { object: 'event', type: 'x', data: { object: { object: 'refund', amount: 'x' } } };
  assert.notDeepEqual(document.faults('GET', '/v1/events/evt_1', 200, event), []);
});
