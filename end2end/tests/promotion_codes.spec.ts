// A shop that takes promotion codes: typed, refused, used, taken off.
import { Office } from '../fixtures/office.js';
import { Shop } from '../fixtures/shop.js';
import { StandIn } from '../fixtures/stand_in.js';
import { expect, test } from '../fixtures/test.js';
import { requestFaults } from '../fixtures/wire.js';
import { GOOD_CARD } from '../pages/payment_page.js';

test('a promotion code lowers what is paid, and the order says so', async ({
  newPerson,
  playwright,
}, { parallelIndex }) => {
  const shop = await Shop.open(parallelIndex * 2 + 1, { PROMOTION_CODES: 'true' });
  const request = await playwright.request.newContext({ baseURL: shop.url });
  const office = await Office.enter(request, shop);
  const standIn = new StandIn(request, shop.payments);
  await standIn.makeCode('SPRING', 10);
  const { path } = await office.putOnSale({ shape: 'elements' });

  const buyer = await newPerson({ baseURL: shop.url });
  const till = await buyer.goToTill('elements', path, 'Stalls L 12', 'Stalls L 13');
  await expect(till.sums).toHaveText(['€90.00']);
  await till.useCode('AUTUMN');
  await expect(till.codeProblem).toHaveText('This code is invalid.');
  await till.useCode('SPRING');
  await expect(till.payButton).toHaveText('Pay €81.00');
  await expect(till.sumNames).toHaveText([/^Seats$/, /^SPRING/, /^Total$/]);
  await expect(till.sums).toHaveText(['€90.00', '−€9.00', '€81.00']);
  await till.removeCode();
  await expect(till.payButton).toHaveText('Pay €90.00');
  await expect(till.sumNames).toHaveText(['Total']);
  await till.useCode('SPRING');
  await expect(till.payButton).toHaveText('Pay €81.00');

  await till.payWith(GOOD_CARD);
  await buyer.order.hasTickets(2);
  await expect(buyer.page.getByRole('main')).toContainText('€81.00 paid for');
  expect(await standIn.taken('eur')).toBe(8_100);
  expect(await requestFaults(standIn)).toEqual([]);
  await buyer.leave();
  await request.dispose();
  await shop.close();
});
