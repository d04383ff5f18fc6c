// The seat map of a performance and what stands beside it.
import { expect, type Locator, type Page } from '@playwright/test';

export class SeatMap {
  readonly picker: Locator;
  readonly map: Locator;
  readonly chosen: Locator;
  readonly held: Locator;
  readonly holdButton: Locator;
  /** What went wrong. */
  readonly trouble: Locator;

  constructor(private readonly page: Page) {
    this.picker = page.getByRole('region', { name: /^Seats for/ });
    this.map = this.picker.getByRole('application', { name: 'Seat map' });
    this.chosen = this.picker.getByRole('list', { name: 'Chosen seats' });
    this.held = this.picker.getByRole('list', { name: 'Held seats' });
    this.holdButton = this.picker.getByRole('button', { name: /^(Hold|Add) \d+ seats?$/ });
    this.trouble = this.picker.getByRole('alert');
  }

  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await this.isReady();
  }

  /** The map is drawn and knows how every seat stands. */
  async isReady(): Promise<void> {
    await expect(this.picker).toHaveAttribute('data-ready', '');
    await expect(this.picker).toHaveAttribute('data-live', '');
  }

  /** Goes to a seat: "Stalls L 12". */
  async find(seat: string): Promise<void> {
    await this.picker.getByRole('textbox', { name: 'Find a seat' }).fill(seat);
    await this.picker.getByRole('button', { name: 'Go' }).click();
    await expect(this.map).toBeFocused();
  }

  /** Chooses seats, each found by its name. */
  async choose(...seats: string[]): Promise<void> {
    for (const seat of seats) {
      await this.find(seat);
      await this.map.press('Enter');
    }
    await expect(this.chosen.getByRole('listitem')).toHaveCount(seats.length);
  }

  async hold(): Promise<void> {
    await this.holdButton.click();
    await expect(this.held).toBeVisible();
  }

  /** How a seat stands, as the map says it: "available", "held by somebody else". */
  async saysOf(seat: string, words: string): Promise<void> {
    await this.find(seat);
    await this.says(words);
  }

  /** How the seat stands that was found last. */
  async says(words: string): Promise<void> {
    await expect(this.picker.getByText(new RegExp(`, ${words}$`))).toBeAttached();
  }

  /** The line of a price, with how many seats are left at it. */
  price(name: string): Locator {
    const lines = this.picker.getByRole('list', { name: 'Prices' }).getByRole('listitem');
    return lines.filter({ hasText: name });
  }
}
