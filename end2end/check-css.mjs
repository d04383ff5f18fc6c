// Reads the shop's CSS as the build does, and fails on anything the build would swallow in silence.
import { bundle } from 'lightningcss';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..', 'style');
const { warnings } = bundle({ filename: join(root, 'main.css'), errorRecovery: true });
for (const { message, loc } of warnings) {
  console.error(`style/${relative(root, loc.filename)}:${loc.line}: ${message}`);
}
console.log(`CSS: ${warnings.length} warnings`);
process.exitCode = warnings.length === 0 ? 0 : 1;
