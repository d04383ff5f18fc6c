import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.js';
import { GOOD_CARD } from '../pages/payment_page.js';

/** Tab, until it is there. */
async function tabTo(page: Page, goal: Locator): Promise<void> {
  await expect(goal).toBeVisible();
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press('Tab');
    if (await goal.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`The Tab key does not reach ${goal}`);
}

test('everything is bought with the keyboard alone', async ({ buyer, performance }) => {
  const { page, seats, holdBar, checkout, payment, order } = buyer;
  const { keyboard } = page;
  await page.goto('/');
  await tabTo(page, page.getByRole('link', { name: performance.title, exact: true }));
  await keyboard.press('Enter');
  await seats.isReady();

  await tabTo(page, seats.map);
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await expect(seats.holdButton).toHaveText('Hold 2 seats');
  await tabTo(page, seats.holdButton);
  await keyboard.press('Enter');
  await expect(seats.held.getByRole('listitem')).toHaveCount(2);

  await tabTo(page, holdBar.bar.getByRole('link', { name: 'Check out' }));
  await keyboard.press('Enter');
  await tabTo(page, checkout.email);
  await keyboard.type('ines@example.com');
  await tabTo(page, checkout.name);
  await keyboard.type('Inês Carvalho');
  await keyboard.press('Enter');

  await tabTo(page, page.getByLabel('Card number'));
  await keyboard.type(GOOD_CARD);
  await tabTo(page, page.getByLabel('Expiry'));
  await keyboard.type('12 / 34');
  await tabTo(page, page.getByLabel('Security code'));
  await keyboard.type('123');
  await tabTo(page, page.getByLabel('Name on card'));
  await keyboard.type('Inês Carvalho');
  await tabTo(page, payment.payButton);
  await keyboard.press('Enter');
  await order.hasTickets(2);
});

test('the map is walked with the arrow keys and says where one is', async ({
  buyer,
  performance,
}) => {
  const { seats } = buyer;
  await seats.open(performance.path);
  await seats.find('Stalls L 12');
  await seats.map.press('ArrowRight');
  await expect(seats.picker.getByText(/row L, seat 1[13], €45.00, available$/)).toBeAttached();
  await seats.map.press('Enter');
  await expect(seats.chosen.getByRole('listitem')).toHaveCount(1);
  await seats.map.press('Enter');
  await expect(seats.chosen).toBeHidden();
});

test('the first stop leads past the masthead to the page', async ({ buyer }) => {
  await buyer.page.goto('/');
  await buyer.page.keyboard.press('Tab');
  const skip = buyer.page.getByRole('link', { name: 'Skip to the page' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await buyer.page.keyboard.press('Enter');
  await expect(buyer.page.getByRole('main')).toBeFocused();
});
