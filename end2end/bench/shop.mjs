// The release binary as it comes: the demo, the machine's clock, the stand-in in the same process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

export const root = resolve(import.meta.dirname, '..', '..');
export const target = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');
const binary = join(target, 'release', 'holdfast');
const address = (nth) => `127.0.0.1:${3190 + nth}`;

export class Shop {
  url = `http://${address(0)}`;

  constructor(process, folder) {
    this.process = process;
    this.folder = folder;
  }

  /** Opens a shop on a database of its own. */
  static async open(settings = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
    const env = {
      PATH: process.env.PATH,
      HOLDFAST_ADDR: address(0),
      SANDBOX_ADDR: address(1),
      METRICS_ADDR: address(2),
      DATABASE_URL: `sqlite://${join(folder, 'shop.db')}`,
      ADMIN_PASSWORD: 'a password for measuring',
      ...settings,
    };
    const running = spawn(binary, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const words of createInterface({ input: running.stdout })) {
      if (words.includes('Holdfast is open')) break;
    }
    if (running.exitCode !== null) throw new Error('The shop did not open. Was it built?');
    running.stdout.resume();
    return new Shop(running, folder);
  }

  /** What the system says of the process, as in `VmRSS`. Units: KB. */
  memory(name) {
    const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]);
  }

  /** A page's text. */
  async page(path) {
    const { status, body } = await this.wire(path, { accept: 'text/html' });
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    return body.toString();
  }

  /** An answer as it came over the wire, still packed. */
  wire(path, headers) {
    return new Promise((done, failed) => {
      const asked = request(this.url + path, { headers }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        const { statusCode: status, headers: got } = answer;
        answer.on('end', () => done({ status, headers: got, body: Buffer.concat(parts) }));
      });
      asked.on('error', failed).end();
    });
  }

  /** Holds seats as a buyer of their own; none when the shop says no. */
  async hold(performance, seat) {
    const answer = await fetch(`${this.url}/api/hold_seats`, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        origin: this.url,
      },
      body: `performance=${performance}&seats[0]=${seat}`,
    });
    if (!answer.ok) return undefined;
    // A hold's card ends with three times as postcard writes them, six bytes each until 2527.
    const card = Buffer.from(await answer.arrayBuffer());
    return { expires_at: time(card.subarray(-12, -6)) };
  }

  /** Addresses of all performances, soonest first. */
  async performances() {
    const found = (await this.page('/')).match(/\/performances\/\d+/g) ?? [];
    return [...new Set(found)];
  }

  async close() {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Postcard's signed number: seven bits a byte, lowest first, then zigzag. Units: unix ms. */
function time(bytes) {
  const zigzag = bytes.reduceRight((sum, byte) => sum * 128 + (byte & 127), 0);
  if (zigzag % 2) throw new Error('a time before 1970');
  return zigzag / 2;
}
