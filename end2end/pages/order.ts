// The tickets.
import { expect, type Locator, type Page } from '@playwright/test';

export class Order {
  readonly heading: Locator;
  readonly tickets: Locator;
  readonly codes: Locator;

  constructor(page: Page) {
    this.heading = page.getByRole('heading', { name: /^See you on / });
    this.tickets = page.getByRole('main').getByRole('list').getByRole('listitem');
    this.codes = page.getByRole('img', { name: 'QR code of this ticket' });
  }

  /** So many tickets, each with its code. */
  async hasTickets(count: number): Promise<void> {
    await expect(this.heading).toBeVisible();
    await expect(this.tickets).toHaveCount(count);
    await expect(this.codes).toHaveCount(count);
  }
}
