import type { Page } from '@playwright/test';
import { STADIUM_SEATS, stadium } from '../fixtures/stadium.js';
import { expect, test, type Performance } from '../fixtures/test.js';
import type { Office } from '../fixtures/office.js';

test.describe.configure({ mode: 'serial' });

let evening: Performance | undefined;

/** The stadium is imported once; nobody buys it out. */
async function onSale(office: Office): Promise<Performance> {
  if (!evening) {
    await office.importPlan('Testing Stadium', stadium);
    evening = await office.putOnSale({ venue: 'Testing Stadium', prices: ['40.00', '20.00'] });
  }
  return evening;
}

const elements = (page: Page) => page.evaluate(() => document.querySelectorAll('*').length);

test('a stadium of sixty thousand seats opens without an element for each', async ({
  buyer,
  office,
}) => {
  const { path } = await onSale(office);
  expect(STADIUM_SEATS).toBeGreaterThan(60_000);
  const { page, seats } = buyer;
  const plan = page.waitForResponse((response) => response.url().endsWith('.plan'));
  await seats.open(path);
  const sent = await (await plan).request().sizes();
  expect(sent.responseBodySize, 'bytes of the plan').toBeLessThan(100_000);
  expect(await elements(page)).toBeLessThan(1_500);

  await seats.choose('Block 12 20 5');
  await seats.hold();
  await seats.saysOf('Block 12 20 5', 'held for you');
  expect(await elements(page), 'near as far').toBeLessThan(1_500);
});

test('the list of a stadium loads section by section', async ({ buyer, office }) => {
  const { path } = await onSale(office);
  const { page } = buyer;
  await page.goto(path);
  await expect(page.getByRole('link', { name: /^Block \d+$/ })).toHaveCount(96);
  await page.getByRole('link', { name: 'Block 96' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Block 96');
  await expect(page.getByRole('checkbox')).toHaveCount(33 * 19);
});

test('two fingers zoom a stadium on a phone', async ({ newPerson, office }) => {
  const { path } = await onSale(office);
  const screen = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
  const { page, seats } = await newPerson(screen);
  await seats.open(path);
  await expect(seats.picker).toHaveAttribute('data-view', 'far');
  const box = (await seats.map.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 4];
  const cdp = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart?: number) =>
    cdp.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: apart ? [{ x: x - apart, y, id: 1 }, { x: x + apart, y, id: 2 }] : [],
    });
  for (let times = 0; times < 4; times += 1) {
    await touch('touchStart', 20);
    for (let apart = 40; apart <= 140; apart += 20) await touch('touchMove', apart);
    await touch('touchEnd');
  }
  await expect(seats.picker).toHaveAttribute('data-view', 'near');
});
