// Money that comes after its seats went to somebody else: the shop sends it back by itself.
import { expect, test } from '../fixtures/test.js';
import { SHAPES } from '../pages/till.js';

for (const shape of SHAPES) {
  test(`${shape}: who paid too late reads that the money goes back`, async ({
    buyer,
    newPerson,
    office,
    standIn,
  }) => {
    const { path } = await office.putOnSale({ shape });
    const before = await standIn.taken('eur');
    await buyer.hold(path, 'Stalls L 12');
    await buyer.holdBar.checkOut();
    await expect(buyer.checkout.payButton).toBeVisible();
    const hold = buyer.checkout.hold();
    const till = await buyer.payAtTill(shape);
    const session = await till.session();
    await office.advance({ minutes: 10 });
    const copy = await standIn.recover(session);
    const rival = await newPerson();
    await rival.hold(path, 'Stalls L 12');

    await standIn.pay(copy);
    await standIn.told();

    await expect(async () => {
      await buyer.page.goto(`/holds/${hold}`);
      await expect(buyer.checkout.heading('Refunded')).toBeVisible({ timeout: 500 });
    }).toPass();
    const { story } = buyer.checkout;
    await expect(story).toContainText('came after your seat had gone to somebody else');
    await expect(story).toContainText('€45.00 went back in full');
    expect(await standIn.taken('eur')).toBe(before);
    await rival.holdBar.showsMinutes(10);
  });
}
