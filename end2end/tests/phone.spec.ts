import { devices, type Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.js';
import { GOOD_CARD } from '../pages/payment_page.js';

const phone = {
  viewport: { width: 390, height: 844 },
  userAgent: devices['Pixel 7'].userAgent,
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** Nothing sticks out to the side. */
async function fits(page: Page): Promise<void> {
  const beyond = () => document.documentElement.scrollWidth - window.innerWidth;
  expect(await page.evaluate(beyond), page.url()).toBeLessThanOrEqual(0);
}

test('two seats are bought on a phone', async ({ newPerson, performance }) => {
  const { page, seats, holdBar, checkout, payment, order } = await newPerson(phone);
  await page.goto('/');
  await fits(page);
  await page.getByRole('link', { name: performance.title, exact: true }).tap();
  await seats.isReady();
  await fits(page);

  // The sheet is low until it is asked for.
  const sheet = page.getByRole('button', { name: 'Prices and best seats' });
  await expect(seats.price('Stalls')).toBeHidden();
  await sheet.tap();
  await expect(seats.price('Stalls')).toBeInViewport();
  await page.getByRole('button', { name: 'Best available' }).tap();
  await expect(seats.chosen.getByRole('listitem')).toHaveCount(2);
  await page.getByRole('button', { name: /^2 seats · €/ }).tap();
  await expect(seats.price('Stalls')).toBeHidden();
  await expect(seats.holdButton).toBeInViewport();
  await seats.holdButton.tap();
  await expect(holdBar.time).toBeInViewport();
  await fits(page);

  await holdBar.bar.getByRole('link', { name: 'Check out' }).tap();
  await expect(checkout.payButton).toBeVisible();
  await fits(page);
  await checkout.pay();
  await fits(page);
  await payment.payWith(GOOD_CARD);
  await order.hasTickets(2);
  await fits(page);
});

test('a seat is tapped on the map of a phone', async ({ newPerson, performance }) => {
  const { page, seats } = await newPerson(phone);
  await seats.open(performance.path);
  await seats.picker.getByRole('textbox', { name: 'Find a seat' }).fill('Stalls L 12');
  await seats.picker.getByRole('button', { name: 'Go' }).tap();
  const box = await seats.map.boundingBox();
  // What was found is in the middle of the map.
  await page.touchscreen.tap(box!.x + box!.width / 2, box!.y + box!.height / 2);
  await expect(seats.holdButton).toHaveText('Hold 1 seat');
});

test('no page is wider than a phone', async ({ newPerson, office, performance }) => {
  const storageState = await office.request.storageState();
  const { page } = await newPerson({ ...phone, storageState });
  const pages = [
    '/events/salt-on-the-stairs',
    `${performance.path}/sections/0`,
    ...['', '/holds', '/orders', '/on-sale', '/plans'].map((tab) => `/admin${tab}`),
  ];
  for (const path of pages) {
    await page.goto(path);
    await fits(page);
  }
});
