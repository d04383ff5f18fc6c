// What a browser loads of wasm and JavaScript, as packed on the wire with brotli. The few bytes of
// script inside a page are told beside it.
import { Shop } from './shop.mjs';

const GOAL_KB = 150;

export async function weight() {
  const shop = await Shop.open();
  try {
    const [first] = await shop.performances();
    const event = /\/events\/[a-z0-9-]+/.exec(await shop.page(first))[0];
    const plain = ['/', event, `${first}/sections/0`, '/no-such-page'];
    const map = await bytes(shop, first);
    let [still, inside] = [0, 0];
    for (const path of plain) {
      const { sum, inline } = await bytes(shop, path);
      still += sum;
      inside = Math.max(inside, inline);
    }
    return [
      result('performance, wasm + JS', map.sum / 1024, GOAL_KB, map.note),
      result(
        'pages without islands', still / 1024, 0,
        `${plain.length} pages, at most ${inside} B inside`,
      ),
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
  const inline = Buffer.byteLength((page.match(/<script.*?<\/script>/gs) ?? []).join(''));
  const files = new Set(page.match(/\/pkg\/[^"'\s]+?\.(?:js|wasm)/g) ?? []);
  const parts = [];
  let sum = 0;
  for (const file of files) { // grows by what scripts import
    const answer = await shop.wire(file, { 'accept-encoding': 'br' });
    if (answer.status !== 200) throw new Error(`${file} answered ${answer.status}`);
    if (answer.headers['content-encoding'] !== 'br') throw new Error(`${file} is not packed`);
    if (file.endsWith('.js')) {
      const { body: script } = await shop.wire(file, {});
      for (const [, other] of script.toString().matchAll(/from\s*"\.\/([^"]+\.js)"/g)) {
        files.add(`/pkg/${other}`);
      }
    }
    sum += answer.body.length;
    parts.push(`${file.split('.').at(-1)} ${(answer.body.length / 1024).toFixed(1)}`);
  }
  return { sum, inline, note: parts.join(', ') };
}
