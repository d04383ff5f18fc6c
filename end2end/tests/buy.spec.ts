import { expect, test } from '../fixtures/test.js';
import { GOOD_CARD } from '../pages/payment_page.js';

test('two seats are chosen, held, paid and become tickets', async ({ buyer, performance }) => {
  await buyer.page.goto('/');
  await buyer.page.getByRole('link', { name: performance.title, exact: true }).click();
  await buyer.seats.isReady();
  await buyer.seats.choose('Stalls L 12', 'Stalls L 13');
  await expect(buyer.seats.holdButton).toHaveText('Hold 2 seats');
  await buyer.seats.hold();
  await buyer.holdBar.showsMinutes(10);

  await buyer.holdBar.checkOut();
  await expect(buyer.checkout.payButton).toHaveText('Pay €90.00');
  await buyer.checkout.pay();
  await buyer.payment.payWith(GOOD_CARD);

  await buyer.order.hasTickets(2);
  await expect(buyer.order.tickets.first()).toContainText('Stalls');
  await expect(buyer.order.tickets.first()).toContainText('12');
  await expect(buyer.order.tickets.last()).toContainText('13');
  await expect(buyer.order.tickets.last()).toContainText('Inês Carvalho');
});

test('who has the secret link sees the tickets, and nobody else', async ({
  buyer,
  newPerson,
  performance,
  trouble,
}) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  await buyer.payment.payWith(GOOD_CARD);
  await buyer.order.hasTickets(1);

  const friend = await newPerson();
  await friend.page.goto(buyer.page.url());
  await friend.order.hasTickets(1);

  trouble.expect(404);
  await friend.page.goto(buyer.page.url().replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')));
  await expect(friend.checkout.heading('Nothing here by that name')).toBeVisible();
});

test('places on a standing floor are bought by their number', async ({ buyer, office }) => {
  const concert = await office.putOnSale({
    venue: 'The Undertow Room',
    prices: ['32.00', '48.00'],
  });
  await buyer.seats.open(concert.path);
  const more = buyer.seats.picker.getByRole('button', { name: 'One place more in Floor' });
  await more.click();
  await more.click();
  await expect(buyer.seats.holdButton).toHaveText('Hold 2 seats');
  await buyer.seats.hold();
  await buyer.holdBar.checkOut();
  await expect(buyer.checkout.payButton).toHaveText('Pay €64.00');
  await buyer.checkout.pay();
  await buyer.payment.payWith(GOOD_CARD);

  await buyer.order.hasTickets(2);
  await expect(buyer.order.tickets.first()).toContainText('Standing');
});

test('a seat is given back on its own, and then all of them', async ({ buyer, performance }) => {
  await buyer.hold(performance.path, 'Stalls L 12', 'Stalls L 13');
  const remove = { name: 'Remove Stalls, row L, seat 13' };
  await buyer.seats.held.getByRole('button', remove).click();
  await expect(buyer.seats.held.getByRole('listitem')).toHaveCount(1);

  await buyer.holdBar.giveUp();
  await expect(buyer.holdBar.bar).toContainText('You gave these seats up.');
  await expect(buyer.seats.held).toBeHidden();
  await buyer.seats.saysOf('Stalls L 12', 'available');
});
