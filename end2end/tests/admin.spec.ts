import { expect, test } from '../fixtures/test.js';
import { GOOD_CARD } from '../pages/payment_page.js';

test('an admin signs in after a wrong password, and out', async ({ buyer, shop, trouble }) => {
  trouble.expect(401);
  const { page } = buyer;
  await page.goto('/admin');
  await page.getByLabel('Password').fill('let me in please');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText('That password is not right.');

  await page.getByLabel('Password').fill(shop.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Live holds' })).toBeVisible();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('status')).toHaveText('You are signed out.');
  await page.goto('/admin/orders');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('what was bought is on the list of orders, and the ledger balances', async ({
  buyer,
  admin,
  performance,
}) => {
  const { page } = admin;
  await buyer.goToPay(performance.path, 'Stalls L 12', 'Stalls L 13');
  await buyer.payment.payWith(GOOD_CARD);
  await buyer.order.hasTickets(2);

  await page.goto('/admin/orders');
  const order = page.getByRole('row').filter({ hasText: performance.title });
  await expect(order).toContainText('€90.00');
  await expect(order).toContainText('ines@example.com');
  await page.goto('/admin');
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(page.getByText('Balances: Stripe’s list says the same.')).toBeVisible();

  await page.goto('/admin/orders');
  await order.getByRole('link', { name: /^[0-9A-F]{8}$/ }).click();
  await expect(page.getByRole('img', { name: 'QR code of this ticket' })).toHaveCount(2);
});

test('nothing of the admin’s is shown to a buyer', async ({ buyer, performance }) => {
  await buyer.hold(performance.path, 'Stalls L 12');
  for (const path of ['', '/holds', '/orders', '/on-sale', '/plans', '/stripe']) {
    await buyer.page.goto(`/admin${path}`);
    await expect(buyer.page).toHaveURL(/\/admin\/sign-in/);
  }
});
