import { expect, test } from '../fixtures/test.js';
import { AdminHolds } from '../pages/admin.js';
import { GOOD_CARD } from '../pages/payment_page.js';

test('an admin ends a hold while its buyer is on the payment page', async ({
  buyer,
  admin,
  newPerson,
  performance,
  standIn,
}) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  const watcher = await newPerson();
  await watcher.seats.open(performance.path);
  await watcher.seats.saysOf('Stalls L 12', 'held by somebody else');
  const before = await standIn.taken('eur');

  const holds = new AdminHolds(admin.page);
  await holds.open();
  await expect(holds.row(performance.title)).toContainText('At checkout');
  await holds.choose(performance.title);
  await holds.expire('A wheelchair needs this place');
  await expect(holds.row(performance.title)).toContainText('Ended');
  await watcher.seats.saysOf('Stalls L 12', 'available');

  await buyer.payment.payWith(GOOD_CARD);
  await expect(buyer.payment.saysNothing).toBeVisible();
  await buyer.payment.goBackToTheSeller();
  await expect(buyer.checkout.heading('Your hold has ended')).toBeVisible();
  const words = 'The box office ended it: “A wheelchair needs this place”. Nothing was charged.';
  await expect(buyer.checkout.story).toContainText(words);
  expect(await standIn.taken('eur')).toBe(before);
});

test('an admin ends a hold and its buyer reads why at once', async ({
  buyer,
  admin,
  performance,
}) => {
  await buyer.hold(performance.path, 'Stalls L 12');
  const holds = new AdminHolds(admin.page);
  await holds.open();
  await holds.choose(performance.title);
  await holds.expire('The row is closed');
  await expect(buyer.holdBar.bar).toContainText(
    'The box office ended your hold: The row is closed. The seats are back on sale.',
  );
  await expect(buyer.seats.held).toBeHidden();
});

test('an admin ends many holds of one performance together', async ({
  buyer,
  admin,
  newPerson,
  performance,
  office,
}) => {
  const [other, elsewhere] = [await newPerson(), await newPerson()];
  const another = await office.putOnSale();
  await buyer.hold(performance.path, 'Stalls L 12');
  await other.hold(performance.path, 'Stalls M 12', 'Stalls M 13');
  await elsewhere.hold(another.path, 'Stalls L 12');

  const holds = new AdminHolds(admin.page);
  await holds.open();
  await holds.filterBy(performance.title);
  await expect(holds.row(performance.title)).toHaveCount(2);
  await expect(holds.row(another.title)).toHaveCount(0);
  await holds.chooseAll();
  await expect(admin.page.getByText('2 holds are chosen.')).toBeVisible();
  await holds.expire('The evening is moved');
  await expect(holds.fates.getByRole('listitem')).toHaveCount(2);
  for (const person of [buyer, other]) {
    await expect(person.holdBar.bar).toContainText('The evening is moved');
  }
  await expect(elsewhere.holdBar.time).toBeVisible();
});

test('holds come and go on the admin’s list without a new page', async ({
  buyer,
  admin,
  performance,
}) => {
  const holds = new AdminHolds(admin.page);
  await holds.open();
  await buyer.hold(performance.path, 'Stalls L 12', 'Stalls L 13');
  await expect(holds.row(performance.title)).toContainText('Stalls, row L: 12, 13');
  await expect(holds.row(performance.title)).toContainText('€90.00');
  await buyer.holdBar.giveUp();
  await expect(holds.row(performance.title)).toContainText('given up by the buyer');
});
