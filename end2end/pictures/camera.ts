// Pictures of one page as it is: wide and narrow, in the light and in the dark.
import type { Page } from '@playwright/test';
import { join } from 'node:path';

const folder = process.env.PICTURES ?? 'test-results/pictures';
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

export async function shoot(page: Page, name: string, fullPage = true): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      // The map paints its new colours and size at the next frame.
      for (let frame = 0; frame < 2; frame += 1) {
        await page.evaluate(() => new Promise(requestAnimationFrame));
      }
      const path = join(folder, `${name}-${size}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage, animations: 'disabled' });
    }
  }
  await page.setViewportSize(SIZES.desktop);
  await page.emulateMedia({ colorScheme: 'light' });
}
