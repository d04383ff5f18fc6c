// P5: how long after its deadline a seat is shown free in somebody else's browser.
//
// Many holds of one seat each run out one after the other, by the machine's clock and with nothing
// moved by hand. A Chromium shows the performance. It counts from a hold's own deadline to the end
// of the frame that shows the new number of seats left: clerk, commit, stream, map, paint.
import { setTimeout as rest } from 'node:timers/promises';
import { answer, at, launch, url, word } from './chromium.mjs';

const SAMPLES = Number(word);
/** Deadlines lie so far apart that each is seen by itself. */
const APART_MS = 110;
const GIVE_UP_MS = 30_000;

const browser = await launch();
try {
  const page = await browser.newPage();
  await page.goto(`${url}/performances/1`);
  await page.locator('.legend__left', { hasText: / left$/ }).first().waitFor();
  await page.locator('[data-live]').first().waitFor({ state: 'attached' });
  const deadlines = await holdMany();
  await rest(500); // what was held has been painted
  await page.evaluate(watch);
  if (Date.now() > deadlines[0]) throw new Error('Holding took longer than a hold lasts');
  await rest(deadlines.at(-1) - Date.now());
  const seen = await sightings(page, deadlines.length);
  const late = deadlines.map((due, index) => seen[index] - due);
  const note = `most ${Math.round(at(late, 1))} ms, ${late.length} samples`;
  answer({ p50: [at(late, 0.5)], p99: [at(late, 0.99)], note });
} finally {
  await browser.close();
}

/** Holds one seat after another; answers when each will be free again. */
async function holdMany() {
  const deadlines = [];
  for (let seat = 0; deadlines.length < SAMPLES; seat += 1) {
    const began = Date.now();
    deadlines.push(await hold(seat));
    await rest(Math.max(0, APART_MS - (Date.now() - began)));
  }
  return deadlines;
}

/** Holds a seat as a buyer of its own; answers its deadline. */
async function hold(seat) {
  const reply = await fetch(`${url}/api/hold_seats`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      origin: url,
    },
    body: `performance=1&seats[0]=${seat}`,
  });
  if (!reply.ok) throw new Error(`Seat ${seat} was answered ${reply.status}`);
  // A hold's card ends with three times as postcard writes them, six bytes each until 2527.
  const card = Buffer.from(await reply.arrayBuffer());
  return time(card.subarray(-12, -6));
}

/** Postcard's signed number: seven bits a byte, lowest first, then zigzag. Units: unix ms. */
function time(bytes) {
  const zigzag = bytes.reduceRight((sum, byte) => sum * 128 + (byte & 127), 0);
  if (zigzag % 2) throw new Error('a time before 1970');
  return zigzag / 2;
}

/** In the page: notes when each further free seat had been painted. */
function watch() {
  const prices = document.querySelector('#seat-picker .legend') ?? document.body;
  const count = () => {
    const lines = [...document.querySelectorAll('.legend__left')];
    return lines.reduce((sum, line) => sum + (parseInt(line.textContent, 10) || 0), 0);
  };
  const painted = (then) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = then;
      port2.postMessage('');
    });
  globalThis.seen = [];
  let known = count();
  new MutationObserver(() => {
    const left = count();
    if (left === known) return;
    const more = left - known;
    known = left;
    painted(() => {
      const now = Date.now(); // the same clock as the shop's
      for (let nth = 0; nth < more; nth += 1) globalThis.seen.push(now);
    });
  }).observe(prices, { subtree: true, childList: true, characterData: true });
}

async function sightings(page, count) {
  await page.waitForFunction((least) => globalThis.seen.length >= least, count, {
    timeout: GIVE_UP_MS,
  });
  return page.evaluate(() => globalThis.seen);
}
