// The admin's page of calls to Stripe, events from it, and what a person must see to.
import { expect, type Locator, type Page } from '@playwright/test';

export class AdminStripe {
  readonly calls: Locator;
  readonly told: Locator;

  constructor(private readonly page: Page) {
    this.calls = page.getByRole('region', { name: 'Calls to Stripe' });
    this.told = page.getByRole('status');
  }

  async open(): Promise<void> {
    await this.page.goto('/admin/stripe');
    await expect(this.page.getByRole('heading', { name: 'To see to' })).toBeVisible();
  }

  /** What must be seen to about a session. */
  toDo(session: string): Locator {
    const all = this.page.getByRole('region', { name: 'To see to' }).getByRole('listitem');
    return all.filter({ hasText: session });
  }

  /** It says so, once the webhook has been worked. */
  async showsToDo(session: string, words: string): Promise<void> {
    await expect(async () => {
      await this.open();
      await expect(this.toDo(session)).toContainText(words, { timeout: 500 });
    }).toPass();
  }

  async press(session: string, button: string): Promise<void> {
    await this.toDo(session).getByRole('button', { name: button }).click();
  }

  /** An event of this type about this object. */
  event(object: string, kind: string): Locator {
    const all = this.page.getByRole('region', { name: 'Events from Stripe' }).getByRole('row');
    return all.filter({ hasText: object }).filter({ hasText: kind });
  }
}
