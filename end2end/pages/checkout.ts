// Who the tickets are for, and the pages that say what became of a payment.
import { expect, type Locator, type Page } from '@playwright/test';

export class Checkout {
  readonly email: Locator;
  readonly name: Locator;
  readonly payButton: Locator;
  readonly notice: Locator;
  /** What became of the hold. */
  readonly story: Locator;

  constructor(private readonly page: Page) {
    const main = page.getByRole('main');
    this.email = main.getByLabel('E-mail');
    this.name = main.getByLabel('Name', { exact: true });
    this.payButton = main.getByRole('button', { name: /^Pay / });
    this.notice = main.getByRole('alert');
    this.story = main.getByRole('status');
  }

  /** Says who the tickets are for. */
  async sayWho(): Promise<void> {
    await this.email.fill('ines@example.com');
    await this.name.fill('Inês Carvalho');
  }

  /** Says who the tickets are for, and goes on to the payment page. */
  async pay(): Promise<void> {
    await this.sayWho();
    await this.payButton.click();
    await expect(this.page.getByRole('heading', { name: /^To pay/ })).toBeVisible();
  }

  /** The hold that is paid here. */
  hold(): string {
    const hold = /\/checkout\/([0-9a-f-]+)/.exec(this.page.url())?.[1];
    if (!hold) throw new Error(`This is no checkout page: ${this.page.url()}`);
    return hold;
  }

  heading(words: string): Locator {
    return this.page.getByRole('heading', { name: words });
  }

  button(name: string): Locator {
    return this.page.getByRole('main').getByRole('button', { name });
  }
}
