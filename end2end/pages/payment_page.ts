// The hosted payment page of the stand-in for Stripe.
import type { Locator, Page } from '@playwright/test';

export const GOOD_CARD = '4242 4242 4242 4242';
export const DECLINED_CARD = '4000 0000 0000 0002';
export const CARD_THAT_ASKS = '4000 0025 0000 3155';

export class PaymentPage {
  readonly payButton: Locator;
  readonly problem: Locator;

  constructor(private readonly page: Page) {
    this.payButton = page.getByRole('button', { name: /^Pay / });
    this.problem = page.getByRole('alert');
  }

  /** The session that this page is about. */
  session(): string {
    const session = /\/c\/pay\/([^/?#]+)/.exec(this.page.url())?.[1];
    if (!session) throw new Error(`This is no payment page: ${this.page.url()}`);
    return session;
  }

  async payWith(card: string): Promise<void> {
    await this.page.getByLabel('Card number').fill(card);
    await this.page.getByLabel('Expiry').fill('12 / 34');
    await this.page.getByLabel('Security code').fill('123');
    await this.page.getByLabel('Name on card').fill('Inês Carvalho');
    await this.payButton.click();
  }

  async cancel(): Promise<void> {
    await this.page.getByRole('link', { name: 'Cancel and go back' }).click();
  }

  /** What can be read when the session ended while its page was open. */
  get saysNothing(): Locator {
    return this.page.getByRole('heading', { name: 'All done here, or out of time' });
  }

  async goBackToTheSeller(): Promise<void> {
    await this.page.getByRole('link', { name: 'Go back to the seller' }).click();
  }
}
