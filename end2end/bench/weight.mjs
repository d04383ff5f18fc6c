// P14: what a browser loads of wasm and JavaScript, as packed on the wire with brotli. The few
// bytes of script inside a page are told beside it.
import { answer, page, wire } from './chromium.mjs';

const map = '/performances/1';
const event = /\/events\/[a-z0-9-]+/.exec(await page(map))[0];
const plain = ['/', event, `${map}/sections/0`, '/no-such-page'];
const { sum: kb, note } = await bytes(map);
let [still, inside] = [0, 0];
for (const path of plain) {
  const { sum, inline } = await bytes(path);
  still += sum;
  inside = Math.max(inside, inline);
}
answer({
  map: [kb / 1024],
  note,
  still: [still / 1024],
  still_note: `${plain.length} pages, at most ${inside} B inside`,
});

/** Every script and wasm file that a page names, and those that its scripts import. */
async function bytes(path) {
  const { body } = await wire(path, { accept: 'text/html' });
  const html = body.toString();
  const inline = Buffer.byteLength((html.match(/<script.*?<\/script>/gs) ?? []).join(''));
  const files = new Set(html.match(/\/pkg\/[^"'\s]+?\.(?:js|wasm)/g) ?? []);
  const parts = [];
  let sum = 0;
  for (const file of files) { // grows by what scripts import
    const reply = await wire(file, { 'accept-encoding': 'br' });
    if (reply.status !== 200) throw new Error(`${file} answered ${reply.status}`);
    if (reply.headers['content-encoding'] !== 'br') throw new Error(`${file} is not packed`);
    if (file.endsWith('.js')) {
      const { body: script } = await wire(file);
      for (const [, other] of script.toString().matchAll(/from\s*"\.\/([^"]+\.js)"/g)) {
        files.add(`/pkg/${other}`);
      }
    }
    sum += reply.body.length;
    parts.push(`${file.split('.').at(-1)} ${(reply.body.length / 1024).toFixed(1)}`);
  }
  return { sum, inline, note: parts.join(', ') };
}
