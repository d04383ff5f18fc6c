import { expect, test } from '../fixtures/test.js';
import { DECLINED_CARD, GOOD_CARD } from '../pages/payment_page.js';

const withoutJavaScript = { javaScriptEnabled: false };

test('everything is bought without JavaScript', async ({ newPerson, performance }) => {
  const { page, checkout, payment, order } = await newPerson(withoutJavaScript);
  await page.goto('/');
  await page.getByRole('link', { name: performance.title, exact: true }).click();
  await page.getByRole('link', { name: 'Stalls', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Stalls' })).toBeVisible();
  await page.getByRole('checkbox', { name: 'Row L, seat 12, €45.00' }).check();
  await page.getByRole('checkbox', { name: 'Row L, seat 13, €45.00' }).check();
  await page.getByRole('button', { name: 'Hold these seats' }).click();

  await expect(checkout.payButton).toHaveText('Pay €90.00');
  await expect(page.getByRole('main')).toContainText('Held for you until');
  await checkout.pay();
  await payment.payWith(DECLINED_CARD);
  await expect(payment.problem).toContainText('declined');
  await payment.payWith(GOOD_CARD);
  await order.hasTickets(2);
});

test('what cannot be done is said in words on the same page', async ({
  newPerson,
  performance,
}) => {
  const { page, checkout } = await newPerson(withoutJavaScript);
  await page.goto(performance.path);
  await page.getByRole('link', { name: 'Stalls', exact: true }).click();
  await page.getByRole('button', { name: 'Hold these seats' }).click();
  await expect(checkout.notice).toHaveText('Choose at least one seat.');

  await page.getByRole('checkbox', { name: 'Row L, seat 12, €45.00' }).check();
  const faster = await newPerson();
  await faster.hold(performance.path, 'Stalls L 12');
  await page.getByRole('button', { name: 'Hold these seats' }).click();
  const words = 'Stalls, row L, seat 12 was taken a moment ago. Please choose another.';
  await expect(checkout.notice).toHaveText(words);
  const seat = page.getByRole('checkbox', { name: 'Row L, seat 12, €45.00, held just now' });
  await expect(seat).toBeDisabled();
});

test('a hold is given up and had again without JavaScript', async ({ newPerson, performance }) => {
  const { page, checkout } = await newPerson(withoutJavaScript);
  await page.goto(performance.path);
  await page.getByRole('link', { name: 'Balcony', exact: true }).click();
  await page.getByRole('checkbox', { name: /^Row B, seat 7,/ }).check();
  await page.getByRole('button', { name: 'Hold these seats' }).click();
  await checkout.button('Give up these seats').click();
  await expect(checkout.heading('Your hold has ended')).toBeVisible();
  await checkout.button('Get them back').click();
  await expect(checkout.payButton).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Row B, seat 7');
});

test('an admin ends a hold without JavaScript', async ({
  buyer,
  newPerson,
  performance,
  office,
}) => {
  await buyer.hold(performance.path, 'Stalls L 12');
  const storageState = await office.request.storageState();
  const { page } = await newPerson({ ...withoutJavaScript, storageState });
  await page.goto('/admin/holds');
  const hold = page.getByRole('checkbox', { name: new RegExp(`${performance.title}, Stalls`) });
  await hold.check();
  await page.getByLabel('Reason').fill('The row is closed');
  await page.getByRole('button', { name: 'Expire now' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Hold' })).toBeVisible();
  await expect(hold).toHaveCount(0);
  await expect(buyer.holdBar.bar).toContainText('The row is closed');
});
