// Resident memory of the shop at rest: the demo seeded, a visit shown.
import { setTimeout as rest } from 'node:timers/promises';
import { Shop } from './shop.mjs';

const GOAL_MB = 40;
const REST_MS = 3000;

export async function idle() {
  const shop = await Shop.open();
  try {
    const opened = shop.memory('VmRSS');
    for (const path of ['/', ...(await shop.performances()).slice(0, 1)]) await shop.page(path);
    await rest(REST_MS);
    const value = Math.round((shop.memory('VmRSS') / 1024) * 10) / 10;
    const note = `${Math.round(opened / 1024)} when opened, ${Math.round(
      shop.memory('VmHWM') / 1024,
    )} at most`;
    return [{ id: 'idle memory', value, goal: GOAL_MB, unit: 'MB', ok: value <= GOAL_MB, note }];
  } finally {
    await shop.close();
  }
}
