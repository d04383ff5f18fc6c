// Stripe's form on the checkout page: loaded anew, left and come back to, in two tabs.
import { expect, test } from '../fixtures/test.js';
import { expectNoFindings } from '../pages/findings.js';
import { GOOD_CARD } from '../pages/payment_page.js';
import { CARD_AT_THE_BANK, Till } from '../pages/till.js';

for (const shape of ['embedded_page', 'elements'] as const) {
  test.describe(shape, () => {
    test('a page loaded anew, and come back to, shows the same form', async ({ buyer, office }) => {
      const { path } = await office.putOnSale({ shape });
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      const session = await till.session();
      await buyer.page.reload();
      await till.isReady();
      expect(await till.session()).toBe(session);
      await buyer.page.goto('/');
      await buyer.page.goBack();
      await till.isReady();
      expect(await till.session()).toBe(session);
      await buyer.holdBar.showsMinutes(10);
      await office.advance({ minutes: 4 });
      await buyer.holdBar.showsMinutes(6);
      await till.isReady();
      await till.payWith(GOOD_CARD);
      await buyer.order.hasTickets(1);
    });

    test('the form goes in the second in which the time is up', async ({ buyer, office }) => {
      const { path } = await office.putOnSale({ shape });
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      await office.advance({ minutes: 9, seconds: 30 });
      await till.isReady();
      // The shop's clock stands at the deadline then; the page's own would take half a minute.
      await office.advance({ seconds: 30 });
      await till.isGone();
      await expect(buyer.checkout.heading('Your hold has ended')).toBeVisible();
    });

    test('what is paid in one tab is told in the other', async ({ buyer, office }) => {
      const { path } = await office.putOnSale({ shape });
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      const second = await buyer.newTab();
      await second.page.goto(buyer.page.url());
      const other = new Till(second.page, shape);
      await other.isReady();
      await other.payWith(GOOD_CARD);
      await second.order.hasTickets(1);
      await till.isGone();
      await buyer.order.hasTickets(1);
    });

    test('who gives up finds no form, and the seats to be had again', async ({ buyer, office }) => {
      const { path } = await office.putOnSale({ shape });
      await buyer.goToTill(shape, path, 'Stalls L 12');
      await buyer.checkout.button('Give up these seats').click();
      await expect(buyer.checkout.heading('Your hold has ended')).toBeVisible();
      await buyer.checkout.button('Get them back').click();
      await expect(buyer.checkout.payButton).toHaveText('Pay €45.00');
    });

    test('a form whose session Stripe closes goes the moment the shop is told', async ({
      buyer,
      office,
      standIn,
    }) => {
      const { path } = await office.putOnSale({ shape });
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      await till.beginToType();
      await standIn.expire(await till.session());
      await till.isGone();
      await expect(buyer.checkout.heading('Your hold has ended')).toBeVisible();
      await expect(buyer.checkout.story).toContainText('The seats are back on sale.');
      await buyer.checkout.button('Get them back').click();
      await expect(buyer.checkout.payButton).toHaveText('Pay €45.00');
    });

    test('a bank that says no on its own page leads back to the form', async ({
      buyer,
      office,
    }) => {
      const { path } = await office.putOnSale({ shape });
      const till = await buyer.goToTill(shape, path, 'Stalls L 12');
      await till.payWith(CARD_AT_THE_BANK);
      await buyer.page.getByRole('button', { name: 'Fail authentication' }).click();
      await expect(buyer.checkout.heading('Not paid yet')).toBeVisible();
      await buyer.checkout.button('Resume payment').click();
      await till.isReady();
      await till.payWith(GOOD_CARD);
      await buyer.order.hasTickets(1);
    });

    test('axe finds nothing in the form, and nothing in what is said at its end', async ({
      buyer,
      office,
    }) => {
      const { path } = await office.putOnSale({ shape });
      await buyer.goToTill(shape, path, 'Stalls L 12');
      await expectNoFindings(buyer.page, shape);
      await office.advance({ minutes: 10 });
      await expect(buyer.checkout.heading('Your hold has ended')).toBeFocused();
      await expectNoFindings(buyer.page, `${shape}, ended`);
    });

    test('without JavaScript the same event is paid on Stripe’s page', async ({
      newPerson,
      office,
    }) => {
      const { path } = await office.putOnSale({ shape });
      const person = await newPerson({ javaScriptEnabled: false });
      await person.page.goto(path);
      await person.page.getByRole('link', { name: 'Stalls', exact: true }).click();
      await person.page.getByRole('checkbox', { name: 'Row L, seat 12, €45.00' }).check();
      await person.page.getByRole('button', { name: 'Hold these seats' }).click();
      await person.checkout.pay();
      await person.payment.payWith(GOOD_CARD);
      await person.order.hasTickets(1);
    });
  });
}
