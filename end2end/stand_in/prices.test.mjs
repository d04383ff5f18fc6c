// What a line of a bill must say, and other parameters that are read as numbers and objects.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { line, order, refused, useStandIn } from './support/rig.mjs';

const rig = useStandIn();
const create = (more) => rig.stripe.checkout.sessions.create(order(more));
const wrong = { statusCode: 400, type: 'invalid_request_error' };
const priced = (price_data) => create({ line_items: [{ quantity: 1, price_data }] });
const missing = (param) => ({
  ...wrong,
  code: 'parameter_missing',
  param,
  message: `Missing required param: ${param}.`,
});
const IN_PRICE = 'line_items[0][price_data]';

test('a price has a currency, an amount and the name of what it is for', async () => {
  const { price_data } = line();
  const without = (key) => {
    const { [key]: _, ...rest } = price_data;
    return priced(rest);
  };
  await refused(without('currency'), missing(`${IN_PRICE}[currency]`));
  await refused(without('unit_amount'), missing(`${IN_PRICE}[unit_amount]`));
  await refused(without('product_data'), missing(`${IN_PRICE}[product_data][name]`));
  const nameless = { ...price_data, product_data: { description: 'Row D' } };
  await refused(priced(nameless), missing(`${IN_PRICE}[product_data][name]`));
  await refused(priced({ ...price_data, product_data: 'Row D' }), {
    ...wrong,
    param: `${IN_PRICE}[product_data]`,
    message: 'Invalid object',
  });
});

test('a currency is three letters, an amount a whole number from nothing up', async () => {
  for (const currency of ['euro', 'e1', '€€€']) {
    const message = `Invalid currency: ${currency}`;
    await refused(create({ line_items: [line({ currency })] }), {
      ...wrong,
      param: `${IN_PRICE}[currency]`,
      message,
    });
  }
  const param = `${IN_PRICE}[unit_amount]`;
  const negative = create({ line_items: [line({ unit_amount: -1 })] });
  const message = "This value must be greater than or equal to 0 (it currently is '-1').";
  await refused(negative, { ...wrong, param, message });
  for (const unit_amount of ['12.50', 'a lot']) {
    const message = `Invalid integer: ${unit_amount}`;
    const code = 'parameter_invalid_integer';
    const odd = create({ line_items: [line({ unit_amount })] });
    await refused(odd, { ...wrong, code, param, message });
  }
});

test('an end that is no number is refused as such', async () => {
  for (const expires_at of ['soon', '1800003600.5']) {
    const message = `Invalid integer: ${expires_at}`;
    const code = 'parameter_invalid_integer';
    await refused(create({ expires_at }), { ...wrong, code, param: 'expires_at', message });
  }
});

test('an object that is sent is said in full', async () => {
  const message = 'custom_text[submit][message]';
  await refused(create({ custom_text: { submit: { title: 'Hello' } } }), wrong);
  const text = create({ custom_text: { submit: 'Hello' } });
  await refused(text, { ...wrong, message: 'Invalid object' });
  const silent = create({ custom_text: { submit: { message: '' } } });
  await refused(silent, { ...wrong, code: 'parameter_invalid_empty', param: message });
  const param = 'adaptive_pricing[enabled]';
  const odd = create({ adaptive_pricing: { enabled: 'perhaps' } });
  await refused(odd, { ...wrong, param, message: 'Invalid boolean: perhaps' });
  const other = create({ adaptive_pricing: { currency: 'usd' } });
  await refused(other, {
    ...wrong,
    code: 'parameter_unknown',
    param: 'adaptive_pricing[currency]',
  });
  await refused(create({ adaptive_pricing: 'yes' }), { ...wrong, message: 'Invalid object' });
});

test('an empty text unsets what can be unset', async () => {
  const made = await create({
    custom_text: { submit: '' },
    branding_settings: { display_name: 'Playhouse', button_color: '' },
  });
  assert.equal(made.custom_text.submit, null);
  assert.equal(made.branding_settings.display_name, 'Playhouse');
});
