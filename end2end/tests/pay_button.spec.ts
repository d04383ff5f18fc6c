// The Pay button of our own layout; a Stripe.js that is slow, and a line that breaks.
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.js';
import { GOOD_CARD } from '../pages/payment_page.js';
import { Till } from '../pages/till.js';

const STRIPE_JS = '**/endive/stripe.js';

/** The first confirmation rejects, as when the line breaks; the next ones go through. */
const BREAKS_ONCE = `{
  const { Stripe } = window;
  const broken = (actions) => {
    const { confirm } = actions;
    actions.confirm = () => {
      actions.confirm = confirm;
      return Promise.reject(new Error('The line broke.'));
    };
    return actions;
  };
  window.Stripe = (key) => {
    const stripe = Stripe(key);
    const initCheckoutElementsSdk = (options) => {
      const sdk = stripe.initCheckoutElementsSdk(options);
      const loadActions = async () => {
        const loaded = await sdk.loadActions();
        return { ...loaded, actions: broken(loaded.actions) };
      };
      return { ...sdk, loadActions };
    };
    return { ...stripe, initCheckoutElementsSdk };
  };
}`;

/** Lets requests of this address wait until it is called. */
async function hold(page: Page, url: string): Promise<() => void> {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(url, async (route) => {
    await gate;
    await route.continue();
  });
  return letGo;
}

test('Pay is pressed when all is filled in, and once only', async ({ buyer, office }) => {
  const { path } = await office.putOnSale({ shape: 'elements' });
  const till = await buyer.goToTill('elements', path, 'Stalls L 12');
  await expect(till.payButton).toHaveText('Pay €45.00');
  await expect(till.payButton).toBeDisabled();
  await till.beginToType();
  await expect(till.payButton).toBeDisabled();
  await till.fillIn(GOOD_CARD);
  await expect(till.payButton).toBeEnabled();

  const letGo = await hold(buyer.page, '**/browser/confirm');
  await till.payButton.click();
  await expect(till.payButton).toHaveText('Paying…');
  await expect(till.payButton).toBeDisabled();
  letGo();
  await buyer.order.hasTickets(1);
});

test('a payment whose answer is lost is said in words and can be tried again', async ({
  buyer,
  office,
}) => {
  const { path } = await office.putOnSale({ shape: 'elements' });
  await buyer.page.route(STRIPE_JS, async (route) => {
    const answer = await route.fetch();
    const headers = { 'cross-origin-resource-policy': 'cross-origin' };
    const body = `${await answer.text()}\n${BREAKS_ONCE}`;
    await route.fulfill({ contentType: 'text/javascript; charset=utf-8', headers, body });
  });
  const till = await buyer.goToTill('elements', path, 'Stalls L 12');
  await till.payWith(GOOD_CARD);
  await expect(till.problem).toHaveText(
    'We could not hear whether that worked. Please try again: you pay only once.',
  );
  await expect(till.payButton).toHaveText('Pay €45.00');
  await till.payButton.click();
  await buyer.order.hasTickets(1);
});

for (const shape of ['embedded_page', 'elements'] as const) {
  test(`${shape}: who waits for Stripe.js hears of the end, and never sees its form`, async ({
    buyer,
    office,
  }) => {
    const { path } = await office.putOnSale({ shape });
    const letGo = await hold(buyer.page, STRIPE_JS);
    await buyer.hold(path, 'Stalls L 12');
    await buyer.holdBar.checkOut();
    await buyer.checkout.sayWho();
    await buyer.checkout.payButton.click();
    await expect(buyer.checkout.heading('How would you like to pay?')).toBeVisible();
    await buyer.holdBar.showsMinutes(10);
    await office.advance({ minutes: 10 });
    await expect(buyer.checkout.heading('Your hold has ended')).toBeVisible();

    letGo();
    await buyer.page.waitForFunction(() => 'Stripe' in window);
    await new Till(buyer.page, shape).isGone();
    await expect(buyer.checkout.button('Get them back')).toBeVisible();
  });
}
