import { Plan } from '../fixtures/plan.js';
import { Shop } from '../fixtures/shop.js';
import { expect, test } from '../fixtures/test.js';
import { expectNoFindings } from '../pages/findings.js';
import { GOOD_CARD } from '../pages/payment_page.js';

// Two dozen pages, each looked at twice.
test.describe.configure({ timeout: 240_000 });

test('axe finds nothing on the way to the tickets', async ({ buyer, performance, office }) => {
  const { page, seats, holdBar, checkout, payment, order } = buyer;
  await page.goto('/');
  await expectNoFindings(page, 'programme');
  await page.goto('/events/salt-on-the-stairs');
  await expectNoFindings(page, 'event');
  await seats.open(performance.path);
  await expectNoFindings(page, 'seat map');
  await seats.choose('Stalls L 12', 'Stalls L 13');
  await expectNoFindings(page, 'seat map, seats chosen');
  await seats.hold();
  await expectNoFindings(page, 'seat map, seats held');
  await page.getByRole('link', { name: 'Stalls', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Stalls' })).toBeVisible();
  await expectNoFindings(page, 'list of seats');
  await holdBar.checkOut();
  await expect(checkout.payButton).toBeVisible();
  await expectNoFindings(page, 'checkout');
  await office.advance({ minutes: 9 });
  await expect(holdBar.time).toHaveText(/^(1:00|0:\d\d)$/);
  await expectNoFindings(page, 'checkout in the last minute');
  await checkout.pay();
  await expectNoFindings(page, 'payment page');
  await payment.payWith(GOOD_CARD);
  await order.hasTickets(2);
  await expectNoFindings(page, 'tickets');
});

test('axe finds nothing on pages that say no', async ({ buyer, performance, office, trouble }) => {
  const { page, seats, holdBar, checkout, payment } = buyer;
  trouble.expect(404);
  for (const path of ['/nothing-here', '/events/none', '/holds/none', '/orders/a/b']) {
    await page.goto(path);
    await expect(checkout.heading('Nothing here by that name')).toBeVisible();
    await expectNoFindings(page, path);
  }
  await buyer.goToPay(performance.path, 'Stalls L 12');
  await payment.cancel();
  await expectNoFindings(page, 'not paid yet');
  await seats.open(performance.path);
  await office.advance({ minutes: 10 });
  await expect(holdBar.getThemBack).toBeVisible();
  await expectNoFindings(page, 'seat map, hold ended');
  await page.goto(`${performance.path}/sections/0?no=no_seats`);
  await expectNoFindings(page, 'list of seats with a refusal');
});

test('axe finds nothing when a house is sold out or not on sale', async ({
  buyer,
  newPerson,
  office,
}) => {
  await office.importPlan('The Parlour', new Plan(2));
  const small = await office.putOnSale({ venue: 'The Parlour', prices: ['20.00'] });
  const late = await newPerson();
  await buyer.hold(small.path, 'Parlour A 1', 'Parlour A 2');
  await late.seats.open(small.path);
  await expect(late.page.getByText(/^Sold out/)).toBeVisible();
  await expectNoFindings(late.page, 'seat map, sold out');
  await late.page.goto(`${small.path}/sections/0`);
  await expectNoFindings(late.page, 'list of seats, sold out');

  await late.page.goto('/events/ada-quillfeather-long-exposure');
  await late.page.getByRole('link', { name: /^See the house/ }).click();
  await expect(late.page.getByText('Seats cannot be chosen just now.')).toBeVisible();
  await expectNoFindings(late.page, 'seat map, not yet on sale');
});

test('axe finds nothing on the admin’s pages', async ({ buyer, admin, performance, standIn }) => {
  const { page } = admin;
  await buyer.hold(performance.path, 'Stalls L 12');
  await buyer.holdBar.checkOut();
  await expect(buyer.checkout.payButton).toBeVisible();
  const story = `/holds/${buyer.checkout.hold()}`;
  await standIn.sellElsewhere();
  await standIn.told();
  for (const path of ['', '/holds', story, '/orders', '/on-sale', '/plans', '/stripe']) {
    await page.goto(`/admin${path}`);
    await expect(page.getByRole('navigation', { name: 'Admin' })).toBeVisible();
    await expectNoFindings(page, `/admin${path}`);
  }
  await page.goto('/admin/on-sale?no=invalid.price');
  await expectNoFindings(page, 'on sale with a refusal');
  await buyer.page.goto('/admin/sign-in?no=wrong_password');
  await expectNoFindings(buyer.page, 'sign in with a refusal');
});

test('axe finds nothing in a shop with nothing on', async ({ playwright, buyer }, info) => {
  const empty = await Shop.open(info.parallelIndex * 2 + 1, { DEMO: 'false' });
  await buyer.page.goto(empty.url);
  await expect(buyer.page.getByText('Nothing is announced just now.')).toBeVisible();
  await expectNoFindings(buyer.page, 'empty programme');
  const request = await playwright.request.newContext({ baseURL: empty.url });
  await request.post('/api/sign_in', { form: { password: empty.password } });
  await buyer.page.context().addCookies((await request.storageState()).cookies);
  for (const path of ['', '/holds', '/orders', '/on-sale', '/plans', '/stripe']) {
    await buyer.page.goto(`${empty.url}/admin${path}`);
    await expect(buyer.page.getByRole('navigation', { name: 'Admin' })).toBeVisible();
    await expectNoFindings(buyer.page, `empty /admin${path}`);
  }
  await buyer.page.goto('about:blank');
  await empty.close();
});
