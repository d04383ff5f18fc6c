// What a browser loads of wasm and JavaScript, as packed on the wire with brotli.
import { Shop } from './shop.mjs';

const GOAL_KB = 150;

export async function weight() {
  const shop = await Shop.open();
  try {
    const [first] = await shop.performances();
    const events = /\/events\/[a-z0-9-]+/.exec(await shop.page('/'))[0];
    const plain = ['/', events, `${first}/sections/0`, '/no-such-page'];
    const map = await bytes(shop, first);
    let still = 0;
    for (const path of plain) still += (await bytes(shop, path)).sum;
    return [
      result('map page, wasm + JS', map.sum / 1024, GOAL_KB, map.note),
      result('pages without islands', still / 1024, 0, `${plain.length} pages`),
    ];
  } finally {
    await shop.close();
  }
}

function result(id, kb, goal, note) {
  const value = Math.round(kb * 10) / 10;
  return { id, value, goal, unit: 'KB brotli', ok: value <= goal, note };
}

/** Every script and wasm file that a page names, and those that its scripts import. */
async function bytes(shop, path) {
  const { body } = await shop.wire(path, { accept: 'text/html' });
  const page = body.toString();
  const wakes = /<script/.test(page) || /\/pkg\/[^"']+\.(js|wasm)/.test(page);
  const files = new Set(page.match(/\/pkg\/[^"'\s]+?\.(?:js|wasm)/g) ?? []);
  if (wakes && files.size === 0) throw new Error(`${path} has scripts that are no files`);
  const inline = page.match(/<script[^>]*>[^<]*<\/script>/g) ?? [];
  const parts = [];
  let sum = Buffer.byteLength(inline.join(''));
  for (const file of files) {
    const answer = await shop.wire(file, { 'accept-encoding': 'br' });
    if (answer.status !== 200) throw new Error(`${file} answered ${answer.status}`);
    if (answer.headers['content-encoding'] !== 'br') throw new Error(`${file} is not packed`);
    sum += answer.body.length;
    parts.push(`${file.split('.').at(-1)} ${(answer.body.length / 1024).toFixed(1)}`);
  }
  return { sum, note: parts.join(', ') };
}
