import { Plan } from '../fixtures/plan.js';
import { expect, test } from '../fixtures/test.js';
import { GOOD_CARD } from '../pages/payment_page.js';
import { shoot } from './camera.js';

test.use({ viewport: { width: 1440, height: 900 } });

test('the way to the tickets', async ({ buyer, newPerson, office }) => {
  const { page, seats, holdBar, checkout, payment, order } = buyer;
  await page.goto('/');
  await shoot(page, '01-programme');
  await page.goto('/events/salt-on-the-stairs');
  await shoot(page, '02-event');
  await page.getByRole('link', { name: /^Choose seats/ }).first().click();
  await seats.isReady();
  const path = new URL(page.url()).pathname;
  await shoot(page, '03-map-far', false);
  await shoot(page, '03-map-page');
  const other = await newPerson();
  await other.seats.open(path);
  await other.page.getByRole('button', { name: 'Best available' }).click();
  await other.seats.hold();
  await page.getByLabel('Seats together').fill('3');
  await page.getByRole('button', { name: 'Best available' }).click();
  await expect(seats.chosen.getByRole('listitem')).toHaveCount(3);
  await shoot(page, '04-map-near-chosen', false);
  await seats.hold();
  await shoot(page, '05-map-held', false);
  await page.goto(`${path}/sections/0`);
  await shoot(page, '06-list-of-seats', false);
  await page.goto(`${path}/sections/0?no=no_seats`);
  await shoot(page, '06-list-refused', false);
  await holdBar.checkOut();
  await expect(checkout.payButton).toBeVisible();
  await shoot(page, '07-checkout');
  await page.goto(`${page.url()}?no=invalid.email`);
  await shoot(page, '07-checkout-refused');
  await office.advance({ minutes: 9, seconds: 40 });
  await expect(holdBar.time).toHaveText(/^0:\d\d$/);
  await shoot(page, '08-checkout-last-seconds');
  await checkout.pay();
  await shoot(page, '09-payment-page');
  await payment.cancel();
  await shoot(page, '10-not-paid-yet');
  await checkout.button('Resume payment').click();
  await payment.payWith(GOOD_CARD);
  await order.hasTickets(3);
  await shoot(page, '11-tickets');
});

test('what can go wrong', async ({ buyer, newPerson, office, performance, trouble }) => {
  trouble.expect(404);
  const { page, seats, holdBar, checkout } = buyer;
  await buyer.hold(performance.path, 'Stalls L 12', 'Stalls L 13');
  await holdBar.checkOut();
  await expect(checkout.payButton).toBeVisible();
  await office.advance({ minutes: 10 });
  await expect(holdBar.getThemBack).toBeVisible();
  await shoot(page, '12-checkout-time-is-up');
  await page.reload();
  await shoot(page, '13-hold-ended');
  await checkout.button('Get them back').click();
  await page.goto(performance.path);
  await seats.isReady();
  await office.advance({ minutes: 10 });
  await expect(holdBar.getThemBack).toBeVisible();
  await shoot(page, '14-map-hold-ended', false);
  await page.goto('/nothing-here');
  await shoot(page, '15-not-found');
  await office.importPlan('The Parlour', new Plan(2));
  const small = await office.putOnSale({ venue: 'The Parlour', prices: ['20.00'], title: 'Small' });
  const other = await newPerson();
  await other.hold(small.path, 'Parlour A 1', 'Parlour A 2');
  await seats.open(small.path);
  await shoot(page, '16-sold-out', false);
  await page.goto('/events/ada-quillfeather-long-exposure');
  await page.getByRole('link', { name: /^See the house/ }).click();
  await seats.isReady();
  await shoot(page, '17-arena-not-on-sale', false);
});

test('other houses', async ({ buyer }) => {
  const { page, seats } = buyer;
  for (const event of ['ada-quillfeather-long-exposure', 'tin-meridian']) {
    await page.goto(`/events/${event}`);
    await page.getByRole('link', { name: /^Choose seats/ }).first().click();
    await seats.isReady();
    await shoot(page, `18-${event}`, false);
  }
});

test('the admin’s pages', async ({ buyer, newPerson, admin, performance, trouble }) => {
  trouble.expect(422);
  const { page } = admin;
  await page.goto('/admin');
  await shoot(page, '20-admin-overview-empty');
  await page.goto('/admin/holds');
  await shoot(page, '21-admin-holds-empty');
  await buyer.hold(performance.path, 'Stalls L 12', 'Stalls L 13', 'Stalls M 4');
  const other = await newPerson();
  await other.goToPay(performance.path, 'Balcony B 7');
  const third = await newPerson();
  await third.goToPay(performance.path, 'Stalls A 7');
  await third.payment.payWith(GOOD_CARD);
  await third.order.hasTickets(1);
  for (const [name, path] of [
    ['22-admin-overview', ''],
    ['23-admin-holds', '/holds'],
    ['24-admin-orders', '/orders'],
    ['25-admin-on-sale', '/on-sale'],
    ['26-admin-on-sale-refused', '/on-sale?no=invalid.price'],
    ['27-admin-plans', '/plans'],
  ] as const) {
    await page.goto(`/admin${path}`);
    await shoot(page, name);
  }
  await other.page.goto('/admin/sign-in?no=wrong_password');
  await shoot(other.page, '28-admin-sign-in');
});
