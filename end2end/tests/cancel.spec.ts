import { expect, test } from '../fixtures/test.js';
import { GOOD_CARD } from '../pages/payment_page.js';

test('back from the payment page, the payment is resumed', async ({ buyer, performance }) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  await buyer.payment.cancel();
  await expect(buyer.checkout.heading('Not paid yet')).toBeVisible();
  await expect(buyer.checkout.story).toContainText('Nothing was charged.');
  await buyer.checkout.button('Resume payment').click();
  await buyer.payment.payWith(GOOD_CARD);
  await buyer.order.hasTickets(1);
});

test('back from the payment page, the seats are given up', async ({
  buyer,
  newPerson,
  performance,
  standIn,
}) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  const session = buyer.payment.session();
  await buyer.payment.cancel();
  await buyer.checkout.button('Give up these seats').click();
  await expect(buyer.checkout.heading('Your hold has ended')).toBeVisible();
  await expect(buyer.checkout.story).toContainText('You gave the seats up. Nothing was charged.');
  const watcher = await newPerson();
  await watcher.seats.open(performance.path);
  await watcher.seats.saysOf('Stalls L 12', 'available');

  await buyer.page.goto(standIn.page(session));
  await expect(buyer.checkout.heading('This payment page has expired')).toBeVisible();
});

test('while the payment is being closed the page says so, and then the end by itself', async ({
  buyer,
  performance,
  standIn,
}) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  await buyer.payment.cancel();
  await standIn.expireLate(1_500);
  await buyer.checkout.button('Give up these seats').click();
  await expect(buyer.checkout.heading('Being released')).toBeVisible();
  await expect(buyer.checkout.heading('Your hold has ended')).toBeVisible();
  await expect(buyer.checkout.story).toContainText('You gave the seats up. Nothing was charged.');
});
