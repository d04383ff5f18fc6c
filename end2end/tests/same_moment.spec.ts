// Payment and the end of a hold at the same moment, in each of Stripe's three shapes.
import { expect, test } from '../fixtures/test.js';
import { GOOD_CARD } from '../pages/payment_page.js';
import { SHAPES } from '../pages/till.js';

for (const shape of SHAPES) {
  test.describe(shape, () => {
    test('paid, and then the time is up: the seats are sold', async ({
      buyer,
      office,
      standIn,
    }) => {
      const { path } = await office.putOnSale({ shape });
      const before = await standIn.taken('eur');
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      // The shop is not told; its clock runs out knowing nothing of the payment.
      await standIn.loseNext(20);
      await standIn.pay(await till.session());
      await office.advance({ minutes: 10 });

      if (!till.isOnOurPage) await till.payWith(GOOD_CARD);
      await buyer.order.hasTickets(1);
      expect(await standIn.taken('eur')).toBe(before + 4_500);
    });

    test('the time is up, and then paid: nothing is charged', async ({
      buyer,
      newPerson,
      office,
      standIn,
    }) => {
      const { path } = await office.putOnSale({ shape });
      const before = await standIn.taken('eur');
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      await till.fillIn(GOOD_CARD);
      const session = await till.session();
      const watcher = await newPerson();
      await watcher.seats.open(path);
      const withoutIt = await watcher.seats.price('Stalls').textContent();
      await office.advance({ minutes: 10 });
      await expect(watcher.seats.price('Stalls')).not.toHaveText(withoutIt!);

      await till.triesAllTheSame(GOOD_CARD);
      await standIn.pay(session);
      await expect(buyer.checkout.heading('Your hold has ended')).toBeVisible();
      await expect(buyer.checkout.story).toContainText('The seats are back on sale.');
      expect(await standIn.taken('eur')).toBe(before);
      await watcher.seats.saysOf('Stalls L 12', 'available');
    });

    test('paid and expired at once: tickets or no charge, never neither', async ({
      buyer,
      office,
      standIn,
    }) => {
      const { path } = await office.putOnSale({ shape });
      const before = await standIn.taken('eur');
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      await till.fillIn(GOOD_CARD);
      await Promise.all([till.pressPayIfItIsThere(), office.advance({ minutes: 10 })]);

      const { order, checkout, payment } = buyer;
      const ended = checkout.heading('Your hold has ended');
      await expect(order.heading.or(ended).or(payment.saysNothing)).toBeVisible();
      const isSold = await order.heading.isVisible();
      if (!isSold && !till.isOnOurPage) await till.goesBack();
      if (!isSold) await expect(checkout.story).toContainText('The seats are back on sale.');
      expect(await standIn.taken('eur')).toBe(before + (isSold ? 4_500 : 0));
    });
  });
}
