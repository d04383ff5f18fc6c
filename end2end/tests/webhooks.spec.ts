import { expect, test } from '../fixtures/test.js';
import { GOOD_CARD } from '../pages/payment_page.js';

test('the page after the payment needs no webhook', async ({ buyer, performance, standIn }) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  await standIn.loseNext(20);
  await buyer.payment.payWith(GOOD_CARD);
  await buyer.order.hasTickets(1);
});

test('webhooks that come twice and the wrong way round make one order', async ({
  buyer,
  admin,
  performance,
  standIn,
}) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  await standIn.pause();
  await standIn.doubleNext(20);
  await buyer.payment.payWith(GOOD_CARD);
  await buyer.order.hasTickets(1);
  await standIn.resumeReversed();
  await standIn.told();

  await admin.page.goto('/admin/orders');
  const orders = admin.page.getByRole('row').filter({ hasText: performance.title });
  await expect(orders).toHaveCount(1);
  await expect(orders).toContainText('Sold');
  await buyer.page.reload();
  await buyer.order.hasTickets(1);
});

test('a webhook alone sells the seats of a buyer who closed the page', async ({
  buyer,
  newPerson,
  performance,
  standIn,
}) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  const session = buyer.payment.session();
  await buyer.seats.open(performance.path);
  const watcher = await newPerson();
  await watcher.seats.open(performance.path);
  await standIn.pay(session);

  await expect(buyer.holdBar.bar).toContainText('Paid.');
  await watcher.seats.saysOf('Stalls L 12', 'sold');
  await buyer.holdBar.bar.getByRole('link', { name: 'See your tickets' }).click();
  await buyer.order.hasTickets(1);
});
