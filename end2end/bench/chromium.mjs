// What the scripts of the bench share. Each is given a shop's address by `make bench`, which opens
// the shop and prints the figures; a script answers one line of JSON and says the rest to stderr.
import { chromium } from '@playwright/test';
import { existsSync } from 'node:fs';
import { request } from 'node:http';

const debians = '/usr/bin/chromium';

/** Where a browser is, if it is not Playwright's own. */
export const executablePath = existsSync(debians) ? debians : undefined;
/** Root has no sandbox. */
export const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** The shop's address and one more word. */
export const [url, word] = process.argv.slice(2);

export function launch(more = []) {
  return chromium.launch({ args: [...flags, ...more], executablePath });
}

/** An answer as it came over the wire, still packed. */
export function wire(path, headers = {}) {
  return new Promise((done, failed) => {
    const asked = request(url + path, { headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      const { statusCode: status, headers: got } = answer;
      answer.on('end', () => done({ status, headers: got, body: Buffer.concat(parts) }));
    });
    asked.on('error', failed).end();
  });
}

/** A page's text. */
export async function page(path) {
  const { status, body } = await wire(path, { accept: 'text/html' });
  if (status !== 200) throw new Error(`${path} answered ${status}`);
  return body.toString();
}

/** The figure that this share of them is at most. */
export function at(figures, share) {
  const sorted = figures.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * share) - 1];
}

export function answer(figures) {
  console.log(JSON.stringify(figures));
}
