// `make bench`: measures the release build against its goals, prints a table, keeps the figures in
// target/bench/results.json, and fails when a goal is missed. `node bench/run.mjs idle weight`
// measures only those.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deadline } from './deadline.mjs';
import { idle } from './idle.mjs';
import { target } from './shop.mjs';
import { till } from './till.mjs';
import { weight } from './weight.mjs';

const all = { till, deadline, weight, idle };
const wanted = process.argv.slice(2);
const results = [];
for (const [name, measure] of Object.entries(all)) {
  if (wanted.length === 0 || wanted.includes(name)) results.push(...(await measure()));
}

const line = (...cells) => {
  const [id, value, goal, unit, verdict, note] = cells;
  const numbers = `${String(value).padStart(9)} ${String(goal).padStart(7)}`;
  console.log(`${id.padEnd(24)} ${numbers}  ${unit.padEnd(15)} ${verdict.padEnd(7)} ${note}`);
};
console.log();
line('what', 'value', 'goal', 'unit', '', '');
for (const { id, value, goal, unit, ok, note } of results) {
  line(id, value, goal, unit, ok ? 'met' : 'MISSED', note);
}

const folder = join(target, 'bench');
mkdirSync(folder, { recursive: true });
const kept = results.map(({ id, value, goal, unit, ok }) => ({ id, value, goal, unit, ok }));
writeFileSync(join(folder, 'results.json'), `${JSON.stringify(kept, null, 2)}\n`);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
