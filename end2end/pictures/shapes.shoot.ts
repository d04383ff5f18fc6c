import { expect, test } from '../fixtures/test.js';
import { DECLINED_CARD, GOOD_CARD } from '../pages/payment_page.js';
import { shoot } from './camera.js';

test.use({ viewport: { width: 1440, height: 900 } });

test('paying on the shop’s own page', async ({ newPerson, office, admin }) => {
  for (const shape of ['embedded_page', 'elements'] as const) {
    const { path } = await office.putOnSale({ shape });
    const buyer = await newPerson();
    const till = await buyer.goToTill(shape, path, 'Stalls L 12', 'Stalls L 13');
    await till.payWith(DECLINED_CARD);
    await expect(till.problem).toBeVisible();
    await shoot(buyer.page, `30-${shape}-declined`);
    await till.payWith(GOOD_CARD);
    await buyer.order.hasTickets(2);
    const late = await newPerson();
    await late.goToTill(shape, path, 'Stalls M 4');
    await office.advance({ minutes: 11 });
    await expect(late.page.getByRole('button', { name: 'Get them back' }).first()).toBeVisible();
    await shoot(late.page, `31-${shape}-time-is-up`);
  }
  await admin.page.goto('/admin/orders');
  await admin.page.getByRole('link', { name: /^Hold [0-9a-f]/ }).first().click();
  await shoot(admin.page, '32-admin-story');
  await admin.page.goto('/admin/stripe');
  await shoot(admin.page, '33-admin-stripe');
});
