/** Fails on source files above 450 lines and lists those above 300, which deserve a second look. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFiles } from './files.mjs';
import { ROOT } from './install.mjs';

const LIMIT = 450;
const LOOK_TWICE = 300;

const sizes = projectFiles()
  .filter((path) => /^(?:src|e2e|tools|bench)\/.*\.(?:tsx?|mjs|css)$/.test(path))
  .map((path) => ({ path, lines: readFileSync(join(ROOT, path), 'utf8').split('\n').length - 1 }))
  .sort((a, b) => b.lines - a.lines);

const tooLong = sizes.filter(({ lines }) => lines > LIMIT);
for (const { path, lines } of tooLong)
  console.error(`${path}: ${lines} lines, the limit is ${LIMIT}: split it by concept.`);
const long = sizes.filter(({ lines }) => lines > LOOK_TWICE && lines <= LIMIT);
for (const { path, lines } of long) console.log(`${path}: ${lines} lines, above ${LOOK_TWICE}.`);
console.log(`${sizes.length} source files, ${tooLong.length} above ${LIMIT} lines.`);
process.exitCode = tooLong.length > 0 ? 1 : 0;
