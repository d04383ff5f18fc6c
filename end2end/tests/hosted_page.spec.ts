// Stripe's page, left by the back button and open beside a second tab.
import { expect, test } from '../fixtures/test.js';
import { GOOD_CARD } from '../pages/payment_page.js';

test('the back button leads to a checkout that goes on with the same payment', async ({
  buyer,
  performance,
  office,
}) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  const session = buyer.payment.session();
  await office.advance({ minutes: 4 });
  await buyer.page.goBack();
  await expect(buyer.checkout.heading('Your payment page is open')).toBeVisible();
  await buyer.holdBar.showsMinutes(6);

  await buyer.checkout.payButton.click();
  await expect(buyer.page).toHaveURL(/\/c\/pay\//);
  expect(buyer.payment.session()).toBe(session);
  await buyer.payment.payWith(GOOD_CARD);
  await buyer.order.hasTickets(1);
});

test('the back button after the time was up leads to the end, and nothing is charged', async ({
  buyer,
  performance,
  office,
  standIn,
}) => {
  const before = await standIn.taken('eur');
  await buyer.goToPay(performance.path, 'Stalls L 12');
  await office.advance({ minutes: 10 });
  await buyer.page.goBack();
  await expect(buyer.checkout.heading('Your hold has ended')).toBeVisible();
  expect(await standIn.taken('eur')).toBe(before);
});

test('a checkout page that the browser has kept looks anew when it is come back to', async ({
  buyer,
  performance,
  office,
}) => {
  await buyer.hold(performance.path, 'Stalls L 12');
  await buyer.holdBar.checkOut();
  await expect(buyer.checkout.payButton).toBeVisible();
  await office.advance({ minutes: 10 });
  await expect(buyer.holdBar.bar).toContainText('Your hold has ended.');
  // As a browser tells a page that it had put by; this one puts none by.
  await buyer.page.evaluate(() => {
    const back = new PageTransitionEvent('pageshow', { persisted: true });
    setTimeout(() => window.dispatchEvent(back));
  });
  await expect(buyer.checkout.heading('Your hold has ended')).toBeVisible();
  await expect(buyer.checkout.story).toContainText('The time was up before they were paid.');
});

test('what is paid in a second tab is found paid in the first', async ({
  buyer,
  performance,
  standIn,
}) => {
  const before = await standIn.taken('eur');
  await buyer.hold(performance.path, 'Stalls L 12');
  await buyer.holdBar.checkOut();
  await expect(buyer.checkout.payButton).toBeVisible();
  const checkout = buyer.page.url();
  await buyer.checkout.pay();
  const second = await buyer.newTab();
  await second.page.goto(checkout);
  await second.checkout.payButton.click();
  await expect(second.page).toHaveURL(/\/c\/pay\//);
  expect(second.payment.session()).toBe(buyer.payment.session());
  await second.payment.payWith(GOOD_CARD);
  await second.order.hasTickets(1);

  await buyer.payment.payWith(GOOD_CARD);
  await buyer.order.hasTickets(1);
  expect(await standIn.taken('eur')).toBe(before + 4_500);
});
