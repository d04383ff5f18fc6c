// An admin ends a hold while its buyer pays, in each of Stripe's three shapes.
import { expect, test } from '../fixtures/test.js';
import { AdminHolds } from '../pages/admin.js';
import { CARD_THAT_ASKS, GOOD_CARD } from '../pages/payment_page.js';
import { SHAPES } from '../pages/till.js';

for (const shape of SHAPES) {
  test.describe(shape, () => {
    test('an admin ends it in the middle of paying', async ({ buyer, admin, office, standIn }) => {
      const { path, title } = await office.putOnSale({ shape });
      const before = await standIn.taken('eur');
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      await till.fillIn(GOOD_CARD);
      const holds = new AdminHolds(admin.page);
      await holds.open();
      await holds.choose(title);
      await holds.expire('A wheelchair needs this place');

      // The shop's clock stands still, so that whatever is gone went in that second.
      await till.triesAllTheSame(GOOD_CARD);
      await expect(buyer.checkout.heading('Your hold has ended')).toBeVisible();
      await expect(buyer.checkout.story).toContainText('A wheelchair needs this place');
      expect(await standIn.taken('eur')).toBe(before);
      await buyer.checkout.button('Get them back').click();
      await expect(buyer.checkout.payButton).toHaveText('Pay €45.00');
    });

    test('an admin ends it after Pay was pressed, while the bank asks', async ({
      buyer,
      admin,
      office,
      standIn,
    }) => {
      const { path, title } = await office.putOnSale({ shape });
      const before = await standIn.taken('eur');
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      await till.payWith(CARD_THAT_ASKS);
      await expect(till.bank('Complete')).toBeVisible();
      const holds = new AdminHolds(admin.page);
      await holds.open();
      await holds.choose(title);
      await holds.expire('The rig came down');

      if (shape !== 'embedded_page') await till.bank('Complete').click();
      await till.goesBack();
      await expect(buyer.checkout.heading('Your hold has ended')).toBeVisible();
      await expect(buyer.checkout.story).toContainText('The rig came down');
      expect(await standIn.taken('eur')).toBe(before);
      await expect(buyer.checkout.button('Get them back')).toBeVisible();
    });
  });
}
