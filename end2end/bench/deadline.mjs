// P5: how long after its deadline a seat is shown free in somebody else's browser.
//
// Many holds of one seat each run out one after the other, by the machine's clock and with nothing
// moved by hand. A second Chromium shows the performance. It counts from the hold's own deadline to
// the end of the frame that shows the new number of seats left: clerk, commit, stream, map, paint.
import { chromium } from '@playwright/test';
import { existsSync } from 'node:fs';
import { setTimeout as rest } from 'node:timers/promises';
import { Shop } from './shop.mjs';

const SAMPLES = 120;
const GOAL_MS = 150;
const HOLD_SECONDS = '60';
/** Deadlines lie so far apart that each is seen by itself. */
const APART_MS = 180;
const GIVE_UP_MS = 30_000;
const debians = '/usr/bin/chromium';

export async function deadline() {
  console.log('Deadline to seat shown free, about a minute and a half:');
  const shop = await Shop.open({ HOLD_SECONDS, LOG: 'warn' });
  const browser = await chromium.launch({
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    ...(existsSync(debians) ? { executablePath: debians } : {}),
  });
  try {
    const path = await onSale(shop);
    const deadlines = await holdMany(shop, numberOf(path));
    const page = await browser.newPage();
    await page.goto(shop.url + path);
    await page.locator('.legend__left', { hasText: / left$/ }).first().waitFor();
    await page.evaluate(watch);
    await rest(deadlines.at(-1) - Date.now());
    const seen = await sightings(page, deadlines.length);
    return [result(deadlines.map((due, at) => seen[at] - due))];
  } finally {
    await browser.close();
    await shop.close();
  }
}

function result(late) {
  late.sort((one, other) => one - other);
  const at = (share) => Math.round(late[Math.ceil(late.length * share) - 1]);
  const note = `p50 ${at(0.5)}, most ${at(1)}, ${late.length} samples`;
  const id = 'P5 deadline to free, p99';
  const value = at(0.99);
  return { id, value, goal: GOAL_MS, unit: 'ms', ok: value <= GOAL_MS, note };
}

/** A performance with enough seats to be had, the first page that says so. */
async function onSale(shop) {
  for (const path of await shop.performances()) {
    if (!(await shop.page(path)).includes('seat-map__canvas')) continue;
    const list = await shop.page(`${path}/sections/0`);
    const free = list.match(/name="seats\[\]"/g) ?? [];
    if (free.length >= 20) return path;
  }
  throw new Error('Nothing is on sale');
}

function numberOf(path) {
  return path.split('/').at(-1);
}

/** Holds one seat after another; answers when each will be free again. */
async function holdMany(shop, performance) {
  const deadlines = [];
  for (let seat = 1; deadlines.length < SAMPLES && seat < 5000; seat += 1) {
    const card = await shop.hold(performance, seat);
    if (!card) continue;
    deadlines.push(card.expires_at);
    await rest(APART_MS);
  }
  if (deadlines.length < SAMPLES) throw new Error(`Only ${deadlines.length} seats could be held`);
  return deadlines;
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
      for (let at = 0; at < more; at += 1) globalThis.seen.push(now);
    });
  }).observe(prices, { subtree: true, childList: true, characterData: true });
}

async function sightings(page, count) {
  await page.waitForFunction((least) => globalThis.seen.length >= least, count, {
    timeout: GIVE_UP_MS,
  });
  return page.evaluate(() => globalThis.seen);
}
