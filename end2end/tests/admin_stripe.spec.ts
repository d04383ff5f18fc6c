// The admin's page between the shop and Stripe: what needs a person, and its buttons.
import { expect, test } from '../fixtures/test.js';
import { AdminStripe } from '../pages/admin_stripe.js';
import { GOOD_CARD } from '../pages/payment_page.js';

test('a payment that is not known here is left alone until an admin says what it is', async ({
  admin,
  standIn,
}) => {
  const before = await standIn.taken('eur');
  const [theirs, ours] = [await standIn.sellElsewhere(), await standIn.sellElsewhere()];
  await standIn.told();
  const stripe = new AdminStripe(admin.page);
  await stripe.showsToDo(theirs, 'A payment on the account is not known here (€25.00)');
  await stripe.showsToDo(ours, 'it carries no mark of this shop');
  expect(await standIn.taken('eur')).toBe(before + 5_000);

  await stripe.press(theirs, 'It is not ours');
  await expect(stripe.toDo(theirs)).toHaveCount(0);
  await stripe.press(ours, 'Refund it');
  await expect(stripe.toDo(ours)).toHaveCount(0);
  await expect.poll(() => standIn.taken('eur')).toBe(before + 2_500);
});

test('an event is replayed and a call that Stripe did not take is tried again', async ({
  buyer,
  admin,
  performance,
  office,
  standIn,
}) => {
  await buyer.goToPay(performance.path, 'Stalls L 12');
  const session = buyer.payment.session();
  await buyer.payment.payWith(GOOD_CARD);
  await buyer.order.hasTickets(1);
  await standIn.told();
  const stripe = new AdminStripe(admin.page);
  await stripe.open();
  await stripe.event(session, 'checkout.session.completed').getByRole('button').click();
  await expect(stripe.told).toContainText('It is being done again.');
  await expect(async () => {
    await stripe.open();
    const row = stripe.event(session, 'checkout.session.completed');
    await expect(row).toContainText('settled: sold', { timeout: 500 });
  }).toPass();

  const { path } = await office.putOnSale();
  await buyer.goToPay(path, 'Stalls L 14');
  await standIn.fall();
  await office.advance({ minutes: 10 });
  await stripe.open();
  const call = stripe.calls.getByRole('row').filter({ hasText: 'expire' }).first();
  await expect(call).toContainText('UTC');
  await standIn.rise();
  await call.getByRole('button', { name: 'Try expire now' }).click();
  await expect(stripe.told).toContainText('It is being done again.');
  await expect(async () => {
    await stripe.open();
    await expect(stripe.calls.getByRole('button')).toHaveCount(0, { timeout: 500 });
  }).toPass();
});
