// The bar that says what is held, and for how long.
import { expect, type Locator, type Page } from '@playwright/test';

export class HoldBar {
  readonly bar: Locator;
  readonly time: Locator;
  readonly getThemBack: Locator;

  constructor(page: Page) {
    this.bar = page.getByRole('region', { name: 'Your hold' });
    this.time = this.bar.getByRole('timer', { name: 'Time left' });
    this.getThemBack = this.bar.getByRole('button', { name: 'Get them back' });
  }

  async checkOut(): Promise<void> {
    await this.bar.getByRole('link', { name: 'Check out' }).click();
  }

  async giveUp(): Promise<void> {
    await this.bar.getByRole('button', { name: 'Give up these seats' }).click();
  }

  /** So many minutes are left, or a few seconds less. */
  async showsMinutes(minutes: number): Promise<void> {
    await expect(this.time).toHaveText(new RegExp(`^(${minutes}:00|${minutes - 1}:[345]\\d)$`));
  }
}
