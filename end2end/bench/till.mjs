// P1: the till against raw inserts. What is compared is said in server/box_office/benches/till.rs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { root } from './shop.mjs';

export async function till() {
  console.log('Holds per second against raw inserts, about a minute:');
  // Both packages, so that what the shop's build compiled is used again.
  const words = ['bench', '-q', '-p', 'server', '-p', 'box_office', '--bench', 'till'];
  const running = spawn('cargo', words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [said, [code]] = await Promise.all([text(running.stdout), once(running, 'exit')]);
  if (code !== 0) throw new Error(`The till's benchmark failed: ${code}`);
  return [JSON.parse(said.trim().split('\n').at(-1))];
}
