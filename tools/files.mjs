/** Walks the files of the project, without what is installed, built or recorded. */
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ROOT } from './install.mjs';

const SKIPPED = new Set([
  'node_modules',
  'dist',
  '.git',
  'test-results',
  'playwright-report',
  'coverage',
  '.cache',
]);
const SKIPPED_PATHS = new Set(['e2e/recorded-runs']);

/** Paths relative to the project's folder, with `/`, sorted; folders end in `/`. */
export function projectFiles(folder = ROOT) {
  const paths = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = relative(ROOT, join(folder, entry.name)).split(sep).join('/');
    if (SKIPPED.has(entry.name)) continue;
    if (entry.isDirectory()) {
      paths.push(`${path}/`);
      if (!SKIPPED_PATHS.has(path)) paths.push(...projectFiles(join(folder, entry.name)));
    } else paths.push(path);
  }
  return paths.sort();
}
