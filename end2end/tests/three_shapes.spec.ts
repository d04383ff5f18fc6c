// The same purchase in each of Stripe's three shapes.
import { expect, test } from '../fixtures/test.js';
import { CARD_THAT_ASKS, DECLINED_CARD, GOOD_CARD } from '../pages/payment_page.js';
import { CARD_AT_THE_BANK, SHAPES } from '../pages/till.js';

for (const shape of SHAPES) {
  test.describe(shape, () => {
    test('two seats are held, paid and become tickets', async ({ buyer, office, standIn }) => {
      const { path } = await office.putOnSale({ shape });
      const before = await standIn.taken('eur');
      const till = await buyer.goToTill(shape, path, 'Stalls L 12', 'Stalls L 13');
      await till.payWith(GOOD_CARD);
      await buyer.order.hasTickets(2);
      await expect(buyer.order.tickets.last()).toContainText('Inês Carvalho');
      expect(await standIn.taken('eur')).toBe(before + 9_000);
    });

    test('a declined card and then a good one make one order', async ({
      buyer,
      office,
      standIn,
    }) => {
      const { path } = await office.putOnSale({ shape });
      const before = await standIn.taken('eur');
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      await till.payWith(DECLINED_CARD);
      await expect(till.problem).toContainText('Your card was declined.');
      await till.payWith(GOOD_CARD);
      await buyer.order.hasTickets(1);
      expect(await standIn.taken('eur')).toBe(before + 4_500);
    });

    test('the bank asks, is told no and then yes', async ({ buyer, office }) => {
      const { path } = await office.putOnSale({ shape });
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      await till.payWith(CARD_THAT_ASKS);
      await till.bank('Fail').click();
      await expect(till.problem).toContainText('The authentication failed.');
      await till.payWith(CARD_THAT_ASKS);
      await till.bank('Complete').click();
      await buyer.order.hasTickets(1);
    });

    test('the bank asks on a page of its own and sends the buyer back', async ({
      buyer,
      office,
    }) => {
      const { path } = await office.putOnSale({ shape });
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      await till.payWith(CARD_AT_THE_BANK);
      await buyer.page.getByRole('button', { name: 'Complete authentication' }).click();
      await buyer.order.hasTickets(1);
    });

    test('money that comes later keeps the seats until it is there', async ({ buyer, office }) => {
      const { path } = await office.putOnSale({ shape, delayedMethods: true });
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      await till.payByDebit('succeeds');
      await expect(buyer.checkout.heading('Being confirmed')).toBeVisible();
      await office.advance({ minutes: 11 });
      await buyer.order.hasTickets(1);
    });

    test('money that does not come gives the seats back', async ({ buyer, office }) => {
      const { path } = await office.putOnSale({ shape, delayedMethods: true });
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      await till.payByDebit('fails');
      await expect(buyer.checkout.heading('Being confirmed')).toBeVisible();
      await office.advance({ minutes: 2 });
      await expect(buyer.checkout.heading('Your hold has ended')).toBeVisible();
      await expect(buyer.checkout.story).toContainText('Nothing was charged.');
    });

    test('money that goes back makes the tickets void', async ({ buyer, office, standIn }) => {
      const { path } = await office.putOnSale({ shape });
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      const session = await till.session();
      await till.payWith(GOOD_CARD);
      await buyer.order.hasTickets(1);
      await standIn.refund(session);
      await standIn.told();
      await expect(async () => {
        await buyer.page.reload();
        const isVoid = buyer.checkout.heading('These tickets are void');
        await expect(isVoid).toBeVisible({ timeout: 500 });
      }).toPass();
    });
  });
}
