/**
 * Checks that the Markdown files name only paths and npm scripts that exist, and that src/README.md has a line for
 * every folder of src. Paths are looked for in code spans and in links, seen from the document and from the root.
 */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { projectFiles } from './files.mjs';
import { ROOT } from './install.mjs';

const paths = projectFiles();
const known = new Set(paths.map((path) => path.replace(/\/$/, '')));
const names = new Set([...known].map((path) => posix.basename(path)));
const scripts = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts;
const complaints = [];

/** Made by building, testing or installing. */
const MADE = /^(?:dist|node_modules|test-results|playwright-report)(?:\/|$)/;

function exists(path, document) {
  const clean = path.replace(/\/$/, '');
  if (MADE.test(clean)) return true;
  return known.has(clean) || known.has(posix.normalize(posix.join(posix.dirname(document), clean)));
}

/** What a code span claims about the project: a path or a file of ours; null = something else. */
function claimedPath(span, document) {
  const text = span.trim().replace(/:\d+$/, '');
  if (!/^\.{0,2}[\w@-][\w.@-]*(?:\/[\w.@-]+)*\/?$/.test(text) && !/^\.{1,2}\//.test(text)) return null;
  const [first] = text.split('/');
  if (text.includes('/'))
    return exists(first, document) || text.startsWith('.') || text.endsWith('/') ? text : null;
  return /\.(?:tsx?|mjs|md|css)$/.test(text) ? text : null;
}

function checkSpan(span, document, line) {
  for (const [, name] of span.matchAll(/\bnpm run(?: -s| --silent)? ([\w:-]+)/g)) {
    if (!scripts[name])
      complaints.push(`${document}:${line}: "npm run ${name}" is no script of package.json.`);
  }
  for (const [, name] of span.matchAll(/\bnpm (start|test)\b/g)) {
    if (!scripts[name]) complaints.push(`${document}:${line}: "npm ${name}" is no script of package.json.`);
  }
  const path = claimedPath(span, document);
  if (path === null || exists(path, document)) return;
  // A bare file name may stand for the one file of that name.
  if (!path.includes('/') && names.has(path)) return;
  complaints.push(`${document}:${line}: "${path}" does not exist.`);
}

function checkDocument(document) {
  let fenced = false;
  for (const [index, text] of readFileSync(join(ROOT, document), 'utf8').split('\n').entries()) {
    if (/^\s*```/.test(text)) fenced = !fenced;
    const line = index + 1;
    if (fenced) {
      checkSpan(text.replace(/\s#.*$/, ''), document, line);
      continue;
    }
    for (const [, span] of text.matchAll(/`([^`]+)`/g)) checkSpan(span, document, line);
    for (const [, target] of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(target) || exists(target, document)) continue;
      complaints.push(`${document}:${line}: the link to "${target}" leads nowhere.`);
    }
  }
}

function checkFolders() {
  const text = readFileSync(join(ROOT, 'src/README.md'), 'utf8');
  for (const path of paths.filter((name) => /^src\/[^/]+\/$/.test(name))) {
    const folder = path.slice('src/'.length);
    if (!text.includes(`\`${folder}\``))
      complaints.push(`src/README.md: no line for the folder "${folder}".`);
  }
}

const documents = paths.filter((path) => path.endsWith('.md'));
for (const document of documents) checkDocument(document);
checkFolders();
for (const complaint of complaints) console.error(complaint);
console.log(`${documents.length} documents, ${complaints.length} wrong statements.`);
process.exitCode = complaints.length > 0 ? 1 : 0;
