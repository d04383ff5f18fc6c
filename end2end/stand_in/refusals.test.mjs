// What Stripe refuses, with its status, type, code, parameter and words.
import { test } from 'node:test';
import { clientFor, inside, line, order, refused, useStandIn } from './support/rig.mjs';

const rig = useStandIn();
const create = (params) => rig.stripe.checkout.sessions.create(params);
const wrong = { statusCode: 400, type: 'invalid_request_error', name: 'StripeInvalidRequestError' };
const SECOND = 1000;

const without = (key) => {
  const { [key]: _, ...rest } = order();
  return rest;
};

test('what is missing is named', async () => {
  const missing = (param) => {
    const message = `Missing required param: ${param}.`;
    return { ...wrong, code: 'parameter_missing', param, message };
  };
  for (const param of ['mode', 'success_url', 'line_items']) {
    await refused(create(without(param)), missing(param));
  }
  const { quantity, ...bare } = line();
  const lines = { line_items: [bare] };
  await refused(create(order(lines)), missing('line_items[0][quantity]'));
  const recovery = { after_expiration: { recovery: { allow_promotion_codes: true } } };
  await refused(create(order(recovery)), missing('after_expiration[recovery][enabled]'));
  const { return_url, ...nowhere } = inside('elements');
  await refused(create(nowhere), missing('return_url'));
});

test('what is unknown is named, and so is what this version has dropped', async () => {
  const unknown = (param) => {
    const message = `Received unknown parameter: ${param}`;
    return { ...wrong, code: 'parameter_unknown', param, message };
  };
  await refused(create(order({ foo: 1 })), unknown('foo'));
  await refused(
    create(order({ payment_method_types: ['card'] })),
    unknown('payment_method_types'),
  );
  const deep = { payment_intent_data: { foo: 1 } };
  await refused(create(order(deep)), unknown('payment_intent_data[foo]'));
});

test('the wrong type is told', async () => {
  const quantity = { line_items: [{ ...line(), quantity: 'two' }] };
  const integer = { code: 'parameter_invalid_integer', message: 'Invalid integer: two' };
  await refused(create(order(quantity)), { ...wrong, ...integer });
  const cases = [
    [{ metadata: 'x' }, 'metadata', 'Invalid object'],
    [{ line_items: 'x' }, 'line_items', 'Invalid array'],
    [{ automatic_tax: { enabled: 'si' } }, 'automatic_tax[enabled]', 'Invalid boolean: si'],
    [{ success_url: 'thanks' }, 'success_url', 'Not a valid URL'],
    [{ customer_email: 'ada' }, 'customer_email', 'Invalid email address: ada'],
  ];
  for (const [more, param, message] of cases) {
    await refused(create(order(more)), { ...wrong, param, message });
  }
});

test('what is out of range is told with its bound', async () => {
  const { now_ms } = await rig.control.get('clock');
  const ahead = (seconds) => ({ expires_at: Math.floor(now_ms / SECOND) + seconds });
  const rule = (words) =>
    `The \`expires_at\` timestamp must be ${words} from Checkout Session creation.`;
  const at = { ...wrong, param: 'expires_at', code: undefined };
  await refused(create(order(ahead(1799))), { ...at, message: rule('at least 30 minutes') });
  await refused(create(order(ahead(86401))), { ...at, message: rule('less than 24 hours') });
  const none = { line_items: [{ ...line(), quantity: 0 }] };
  const message = "This value must be greater than or equal to 1 (it currently is '0').";
  await refused(create(order(none)), { ...wrong, message, param: 'line_items[0][quantity]' });
  const long = { custom_text: { submit: { message: 'x'.repeat(1201) } } };
  const least = { ...wrong, param: 'custom_text[submit][message]' };
  const { message: said } = await refused(create(order(long)), least);
  if (!said.endsWith('must be at most 1200 characters')) throw new Error(said);
});

test('an empty value cannot unset what must be there', async () => {
  const expected = { ...wrong, code: 'parameter_invalid_empty', param: 'success_url' };
  await refused(create(order({ success_url: '' })), expected);
});

test('the names of ui_mode from before are gone', async () => {
  const message = 'Invalid ui_mode: must be one of elements, embedded_page, or hosted_page';
  for (const ui_mode of ['hosted', 'embedded', 'custom']) {
    await refused(create(order({ ui_mode })), { ...wrong, param: 'ui_mode', message });
  }
});

test('each ui_mode refuses what has no meaning for it', async () => {
  const elements = {
    after_expiration: { recovery: { enabled: true } },
    branding_settings: { display_name: 'Shop' },
    custom_fields: [{ key: 'row' }],
    custom_text: { submit: { message: 'Hello' } },
    optional_items: [{ price: 'price_1', quantity: 1 }],
    origin_context: 'web',
    submit_type: 'book',
  };
  const message = (mode, names) =>
    `The following parameters are not supported with \`ui_mode: ${mode}\`: ${names}.`;
  for (const [param, value] of Object.entries(elements)) {
    const expected = { ...wrong, param, message: message('elements', param) };
    await refused(create(inside('elements', { [param]: value })), expected);
  }
  const both = message('embedded_page', 'cancel_url, success_url');
  await refused(create(order({ ui_mode: 'embedded_page' })), { ...wrong, message: both });
  const back = { return_url: 'https://shop.example' };
  await refused(create(order(back)), { ...wrong, message: message('hosted_page', 'return_url') });
  const never = inside('embedded_page', { redirect_on_completion: 'never' });
  await refused(create(never), { ...wrong, param: 'return_url' });
});

test('only test keys are let in', async () => {
  for (const key of ['sk_live_1', 'pk_test_1', 'nonsense']) {
    const asked = clientFor(rig.url, key).checkout.sessions.list();
    await refused(asked, { statusCode: 401, name: 'StripeAuthenticationError' });
  }
});
