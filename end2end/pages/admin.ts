// The admin's list of live holds.
import { expect, type Locator, type Page } from '@playwright/test';

export class AdminHolds {
  readonly fates: Locator;

  constructor(private readonly page: Page) {
    this.fates = page.getByRole('main').getByRole('status');
  }

  async open(): Promise<void> {
    await this.page.goto('/admin/holds');
    await this.isReady();
  }

  /** Holds of one performance only. */
  async filterBy(title: string): Promise<void> {
    const choice = this.page.getByLabel('Performance', { exact: true });
    const option = choice.getByRole('option', { name: title });
    await choice.selectOption(await option.first().getAttribute('value'));
    await this.page.getByRole('button', { name: 'Show' }).click();
    await expect(this.page).toHaveURL(/performance=/);
    await this.isReady();
  }

  row(title: string): Locator {
    const name = this.page.getByRole('rowheader').getByText(title, { exact: true });
    return this.page.getByRole('row').filter({ has: name });
  }

  async choose(title: string): Promise<void> {
    await this.row(title).getByRole('checkbox').check();
  }

  async chooseAll(): Promise<void> {
    await this.page.getByRole('checkbox', { name: 'Choose every hold' }).check();
  }

  async expire(reason: string): Promise<void> {
    await this.page.getByLabel('Reason').fill(reason);
    await this.page.getByRole('button', { name: 'Expire now' }).click();
    await expect(this.fates).toContainText('Hold');
  }

  private async isReady(): Promise<void> {
    const list = this.page.getByRole('main').getByTestId('admin-holds');
    await expect(list).toHaveAttribute('data-ready', '');
  }
}
