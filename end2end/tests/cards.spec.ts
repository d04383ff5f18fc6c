import { expect, test } from '../fixtures/test.js';
import { CARD_THAT_ASKS, DECLINED_CARD, GOOD_CARD } from '../pages/payment_page.js';

test('a declined card and then a good one make one order', async ({
  buyer,
  performance,
  standIn,
}) => {
  const before = await standIn.taken('eur');
  await buyer.goToPay(performance.path, 'Stalls L 12');
  await buyer.payment.payWith(DECLINED_CARD);
  await expect(buyer.payment.problem).toContainText('declined');
  await buyer.payment.payWith(GOOD_CARD);
  await buyer.order.hasTickets(1);
  expect(await standIn.taken('eur')).toBe(before + 4_500);
});

test('the bank asks, is told yes, and the seats are bought', async ({ buyer, performance }) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  await buyer.payment.payWith(CARD_THAT_ASKS);
  await buyer.page.getByRole('button', { name: 'Complete authentication' }).click();
  await buyer.order.hasTickets(1);
});

test('the bank asks, is told no, and the seats are still held', async ({
  buyer,
  newPerson,
  performance,
}) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  await buyer.payment.payWith(CARD_THAT_ASKS);
  await buyer.page.getByRole('button', { name: 'Fail authentication' }).click();
  await expect(buyer.payment.problem).toBeVisible();
  const watcher = await newPerson();
  await watcher.seats.open(performance.path);
  await watcher.seats.saysOf('Stalls L 12', 'held by somebody else');
  await buyer.payment.payWith(GOOD_CARD);
  await buyer.order.hasTickets(1);
});
