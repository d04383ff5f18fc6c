// P16: how long frames take while the map of 60,000 seats is panned and zoomed.
//
// Chromium draws as fast as it can, not sixty times a second, so that the time between two frames
// is what a frame costs: script, style, paint and raster, in software. Only frames count in which
// the map was drawn anew.
import { answer, at, launch, url, word } from './chromium.mjs';

const FOR_MS = Number(word);
const VIEWPORT = { width: 1280, height: 800 };

const browser = await launch(['--disable-frame-rate-limit', '--disable-gpu-vsync']);
try {
  const page = await browser.newPage({ viewport: VIEWPORT });
  await page.addInitScript(noteFrames);
  await page.goto(`${url}/performances/1`);
  const map = page.getByRole('application', { name: 'Seat map' });
  await page.locator('[data-ready]').first().waitFor({ state: 'attached' });
  await map.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await map.boundingBox();
  const middle = [x + width / 2, Math.min(y + height / 2, VIEWPORT.height - 60)];
  await page.evaluate(() => globalThis.frames.splice(0));
  const until = Date.now() + FOR_MS;
  for (let turn = 0; Date.now() < until; turn += 1) await move(page, middle, turn);
  const frames = await page.evaluate(() => globalThis.frames);
  if (frames.length < 30) throw new Error(`Only ${frames.length} frames were drawn`);
  const note = `p50 ${at(frames, 0.5).toFixed(1)}, most ${at(frames, 1).toFixed(1)} ms, ${
    frames.length
  } frames, software rendering`;
  answer({ p95: [at(frames, 0.95)], note });
} finally {
  await browser.close();
}

/** Zooms in a few steps, drags about, and zooms out again. */
async function move(page, [x, y], turn) {
  await page.mouse.move(x, y);
  for (let step = 0; step < 4; step += 1) await page.mouse.wheel(0, -120);
  await page.mouse.down();
  const angle = turn * 1.3;
  await page.mouse.move(x + 150 * Math.cos(angle), y + 90 * Math.sin(angle), { steps: 25 });
  await page.mouse.up();
  for (let step = 0; step < 4; step += 1) await page.mouse.wheel(0, 120);
}

/** In the page: how long each frame took in which a canvas was drawn on. */
function noteFrames() {
  globalThis.frames = [];
  let isDrawn = false;
  const brush = CanvasRenderingContext2D.prototype;
  for (const name of ['clearRect', 'fillRect', 'drawImage', 'putImageData']) {
    const draw = brush[name];
    brush[name] = function (...given) {
      isDrawn = true;
      return draw.apply(this, given);
    };
  }
  let before = performance.now();
  const tick = () => {
    const now = performance.now();
    if (isDrawn) globalThis.frames.push(now - before);
    isDrawn = false;
    before = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}
