import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures/test.js';

/** How many different colours are painted. */
function colours(map: Locator): Promise<number> {
  return map.evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const brush = canvas.getContext('2d');
    if (!brush) return 0;
    const { data } = brush.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}

test('an arena of twenty thousand seats is drawn, and a seat in it is held', async ({
  buyer,
  office,
}) => {
  const prices = ['149.00', '119.00', '94.00', '69.00', '49.00', '52.00'];
  const evening = await office.putOnSale({ venue: 'Elbkranz Arena', prices });
  const { seats } = buyer;
  await seats.open(evening.path);
  await expect.poll(() => colours(seats.map)).toBeGreaterThan(8);

  await seats.choose('Block 112 10 5');
  await expect.poll(() => colours(seats.map)).toBeGreaterThan(8);
  await seats.hold();
  await seats.map.press('Escape');
  await seats.picker.getByRole('button', { name: 'Zoom in' }).click();
  await seats.saysOf('Block 112 10 5', 'held for you');
});

test('the best seats side by side are chosen in one go', async ({ buyer, performance }) => {
  const { page, seats } = buyer;
  await seats.open(performance.path);
  await page.getByLabel('Seats together').fill('4');
  await page.getByRole('button', { name: 'Best available' }).click();
  await expect(seats.chosen.getByRole('listitem')).toHaveCount(4);
  await expect(seats.holdButton).toHaveText('Hold 4 seats');
});

test('what is not in the house is not found, in words', async ({ buyer, performance }) => {
  const { seats } = buyer;
  await seats.open(performance.path);
  await seats.picker.getByRole('textbox', { name: 'Find a seat' }).fill('Moon 1');
  await seats.picker.getByRole('button', { name: 'Go' }).click();
  await expect(seats.trouble).toHaveText('This house has no “Moon 1”.');
});
