import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { connsText, servicesText, statsText, statusText } from '../../testing/listing-text.ts';
import { type PastePart, readPaste } from './paste.ts';

const ROOT = 'e2e/recorded-runs';

function print(part: PastePart, name: string): string {
  switch (part.kind) {
    case 'services':
      // Without services nothing but the file's name tells the two listings apart.
      if (part.value.services.length === 0 && name.endsWith('/proc/net/ip_vs')) {
        return servicesText({ ...part.value, form: 'proc' });
      }
      return servicesText(part.value);
    case 'conns':
      return connsText(part.value);
    case 'stats':
      return statsText(part.value);
    case 'status':
      return statusText(part.value);
    default:
      return `a part of kind ${part.kind}`;
  }
}

type Snapshots = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Texts of a run by moment and file, without those that are equal to one before. */
function textsOf(kernel: string, run: string, seen: Set<string>): [where: string, text: string][] {
  const packed = readFileSync(`${ROOT}/${kernel}/${run}/snapshots.json.gz`);
  const snapshots = JSON.parse(new TextDecoder().decode(gunzipSync(packed))) as Snapshots;
  return Object.entries(snapshots).flatMap(([moment, snapshot]) =>
    Object.entries(snapshot).flatMap(([name, text]): [string, string][] => {
      if (typeof text !== 'string' || text === '' || seen.has(text)) return [];
      seen.add(text);
      return [[`${moment} ${name}`, text]];
    }),
  );
}

describe.each(readdirSync(ROOT).filter((name) => name.startsWith('linux-')))(
  'listings recorded on %s',
  (kernel) => {
    it('are read and printed again without loss', () => {
      const seen = new Set<string>();
      for (const run of readdirSync(`${ROOT}/${kernel}`)) {
        for (const [where, text] of textsOf(kernel, run, seen)) {
          const parts = readPaste(text);
          expect([run, where, parts.flatMap(({ problems }) => problems)]).toEqual([run, where, []]);
          expect([run, where, parts.map((part) => print(part, where)).join('\n')]).toEqual([
            run,
            where,
            text,
          ]);
        }
      }
      expect(seen.size).toBeGreaterThan(50);
    });
  },
);
