// What axe finds on a page, in the light and in the dark.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

export async function expectNoFindings(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // axe brings another version of Playwright's types, and takes what shines through a frame for
    // white; the fields in our frames are judged on the payment page
    const axe = new AxeBuilder({ page: page as never }).exclude('iframe');
    const { violations } = await axe.analyze();
    const found = violations.map(({ id, nodes }) => {
      const where = nodes.map(({ target, any }) => `${target.join(' ')} ${any[0]?.message ?? ''}`);
      return `${id}: ${where.join('; ')}`;
    });
    expect.soft(found, `${name}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
