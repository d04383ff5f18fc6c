import { expect, test } from '../fixtures/test.js';
import { GOOD_CARD } from '../pages/payment_page.js';

test('paid, and then the time is up: the seats are sold', async ({
  buyer,
  performance,
  office,
  standIn,
}) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  // The shop is not told; its clock runs out knowing nothing of the payment.
  await standIn.loseNext(20);
  await standIn.pay(buyer.payment.session());
  await office.advance({ minutes: 10 });

  await buyer.payment.payWith(GOOD_CARD);
  await buyer.order.hasTickets(1);
});

test('the time is up, and then paid: nothing is charged', async ({
  buyer,
  newPerson,
  performance,
  office,
  standIn,
}) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  const before = await standIn.taken('eur');
  const watcher = await newPerson();
  await watcher.seats.open(performance.path);
  const withoutIt = await watcher.seats.price('Stalls').textContent();
  await office.advance({ minutes: 10 });
  await expect(watcher.seats.price('Stalls')).not.toHaveText(withoutIt!);

  await buyer.payment.payWith(GOOD_CARD);
  await expect(buyer.payment.saysNothing).toBeVisible();
  await buyer.payment.goBackToTheSeller();
  await expect(buyer.checkout.story).toContainText('Nothing was charged.');
  expect(await standIn.taken('eur')).toBe(before);
  await watcher.seats.saysOf('Stalls L 12', 'available');
});

test('paid and expired at once: tickets or no charge, never neither', async ({
  buyer,
  performance,
  office,
  standIn,
}) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  const before = await standIn.taken('eur');
  await Promise.all([buyer.payment.payWith(GOOD_CARD), office.advance({ minutes: 10 })]);

  const { order, payment } = buyer;
  await expect(order.heading.or(payment.saysNothing)).toBeVisible();
  const isSold = await order.heading.isVisible();
  expect(await standIn.taken('eur')).toBe(before + (isSold ? 4_500 : 0));
  if (!isSold) {
    await payment.goBackToTheSeller();
    await expect(buyer.checkout.story).toContainText('Nothing was charged.');
  }
});
