// Starts the stand-in as anybody would, on a free port, and reads from its output where it listens.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const BUILT = fileURLToPath(new URL('../../../target/debug/stripe-sandbox', import.meta.url));
const BINARY = process.env.STRIPE_SANDBOX ?? BUILT;

/** A stand-in that listens. Its clock can be moved; it stands still when `stopped`. */
export async function startProcess(flags = [], stopped = true) {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is not built: cargo build -p stripe_sandbox`);
  const all = ['--addr', '127.0.0.1:0', '--movable-clock', ...flags];
  const child = spawn(BINARY, all, { stdio: ['ignore', 'ignore', 'pipe'] });
  const kill = () => child.kill();
  process.once('exit', kill);
  const url = await address(child);
  const control = new Control(url);
  if (stopped) await control.post('clock', { running: false });
  const stop = async () => {
    process.off('exit', kill);
    if (child.exitCode !== null) return;
    child.kill();
    await once(child, 'exit');
  };
  return { url, control, stop };
}

async function address(child) {
  const said = [];
  const lines = createInterface({ input: child.stderr });
  for await (const line of lines) {
    said.push(line);
    const found = /listens on (http:\S+?)\.? /.exec(line);
    if (found) {
      child.stderr.resume();
      return found[1];
    }
  }
  throw new Error(`the stand-in did not start: ${said.join('\n')}`);
}

/** The control interface below `/sandbox`. */
class Control {
  constructor(url) {
    this.url = url;
  }

  async get(path) {
    return this.#read(await fetch(`${this.url}/sandbox/${path}`));
  }

  async post(path, body = {}) {
    const init = { method: 'POST', body: JSON.stringify(body) };
    return this.#read(await fetch(`${this.url}/sandbox/${path}`, init));
  }

  async delete(path) {
    return this.#read(await fetch(`${this.url}/sandbox/${path}`, { method: 'DELETE' }));
  }

  /** Units: milliseconds. */
  advance(ms) {
    return this.post('clock', { advance_ms: ms });
  }

  /** Pays as the payment page would. */
  pay(session, how = {}) {
    return this.post(`pay/${session.id}`, how);
  }

  async #read(answer) {
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status}: ${text}`);
    return JSON.parse(text);
  }
}
