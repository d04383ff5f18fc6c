// Where seats are paid, in one of three shapes: on Stripe's page, in Stripe's form on the checkout
// page, or in Stripe's components there.
import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';

export const SHAPES = ['hosted_page', 'embedded_page', 'elements'] as const;
export type Shape = (typeof SHAPES)[number];

export const CARD_AT_THE_BANK = '4000 0027 6000 3184';

export class Till {
  /** Pays. */
  readonly payButton: Locator;
  /** What is wrong. */
  readonly problem: Locator;
  /** What is wrong with the promotion code. */
  readonly codeProblem: Locator;
  /** What the sums in our own layout are called, and what they are. */
  readonly sumNames: Locator;
  readonly sums: Locator;
  private readonly form: Page | FrameLocator;

  constructor(
    private readonly page: Page,
    readonly shape: Shape,
  ) {
    const main = page.getByRole('main');
    const whole = main.getByTitle('Checkout').contentFrame();
    const fields = main.getByTitle('Secure payment input frame').contentFrame();
    this.form = { hosted_page: page, embedded_page: whole, elements: fields }[shape];
    const button = { name: /^(Pay €|Paying|Processing)/ };
    const around = { hosted_page: page, embedded_page: whole, elements: main }[shape];
    this.payButton = around.getByRole('button', button);
    this.codeProblem = main.getByRole('group').getByRole('alert');
    this.sumNames = main.getByRole('term');
    this.sums = main.getByRole('definition');
    this.problem = around.getByRole('alert').filter({ hasText: /./ });
  }

  get isOnOurPage(): boolean {
    return this.shape !== 'hosted_page';
  }

  async isReady(): Promise<void> {
    await expect(this.form.getByLabel('Card number')).toBeVisible();
    await expect(this.payButton).toBeVisible();
  }

  /** The form, with its fields, is not on the page. */
  async isGone(): Promise<void> {
    await expect(this.form.getByLabel('Card number')).toHaveCount(0);
    await expect(this.payButton).toBeHidden();
  }

  /** Types half of what is asked. */
  async beginToType(): Promise<void> {
    await this.form.getByLabel('Card number').fill('4242 4242');
  }

  /** Types everything that is asked. */
  async fillIn(card: string): Promise<void> {
    await this.form.getByLabel('Card number').fill(card);
    await this.form.getByLabel('Expiry').fill('12 / 34');
    await this.form.getByLabel('Security code').fill('123');
    // our own layout asks for no name beside the card
    if (this.shape === 'elements') return;
    await this.form.getByLabel('Name on card').fill('Inês Carvalho');
  }

  async payWith(card: string): Promise<void> {
    await this.fillIn(card);
    await this.payButton.click();
  }

  /** Presses Pay; a page of ours may have taken the form away in that very moment. */
  async pressPayIfItIsThere(): Promise<void> {
    const pressed = this.payButton.click({ timeout: 5_000 });
    if (!this.isOnOurPage) return pressed;
    await Promise.race([pressed.catch(() => {}), expect(this.payButton).toBeHidden()]);
  }

  /** Pays from a bank account; the money comes later. */
  async payByDebit(how: 'succeeds' | 'fails'): Promise<void> {
    await this.form.getByLabel(`Bank debit that ${how}`).check();
    await this.payButton.click();
  }

  /** Types a promotion code into our own layout. */
  async useCode(code: string): Promise<void> {
    const field = this.page.getByLabel('Promotion code');
    if (!(await field.isVisible())) await this.page.getByText('I have a promotion code').click();
    await field.fill(code);
    await this.page.getByRole('button', { name: 'Apply' }).click();
  }

  async removeCode(): Promise<void> {
    await this.page.getByRole('button', { name: 'Remove', exact: true }).click();
  }

  /** The bank's question, which stands over the form, or on a page of its own. */
  bank(answer: 'Complete' | 'Fail'): Locator {
    const dialog = this.page.getByTitle('3-D Secure').contentFrame();
    const around = this.isOnOurPage ? dialog : this.page;
    return around.getByRole('button', { name: `${answer} authentication` });
  }

  /** The session that is paid here. */
  async session(): Promise<string> {
    const addresses = [this.page, ...this.page.frames()].map((place) => place.url());
    const found = addresses.map((url) => /\/(cs_test_\w+)\/?/.exec(url)?.[1]);
    const session = found.find((id) => id !== undefined)?.split('_secret_')[0];
    if (!session) throw new Error(`Nothing is paid here: ${addresses.join(' ')}`);
    return session;
  }

  /** Pays too late; on Stripe's page that is possible, on ours there is nothing left to press. */
  async triesAllTheSame(card: string): Promise<void> {
    if (this.isOnOurPage) return this.isGone();
    await this.payWith(card);
    await this.goesBack();
  }

  /** From Stripe's page, which cannot say what happened, back to the shop. */
  async goesBack(): Promise<void> {
    if (this.isOnOurPage) return;
    const words = 'All done here, or out of time';
    await expect(this.page.getByRole('heading', { name: words })).toBeVisible();
    await this.page.getByRole('link', { name: 'Go back to the seller' }).click();
  }
}
