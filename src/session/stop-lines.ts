import { error, type Problem } from '../base/result.ts';
import { checkCondition } from '../trace/stops/condition.ts';
import { parseStop } from '../trace/stops/parse-stop.ts';
import { printStop } from '../trace/stops/print-stop.ts';
import type { MomentAnchor, SavedBookmark, SavedStops, Stop } from '../trace/stops/stop.ts';
import { formatSeconds, parseSeconds } from './case-time.ts';

/** Lines of a case that say where to stop, what to watch and what is marked; `#` is no comment in them. */

const WORDS = ['break', 'watch', 'bookmark'];

export function isStopWord(word: string): boolean {
  return WORDS.includes(word);
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}

function formatAnchor({ time, nth, step }: MomentAnchor): string {
  return `@${formatSeconds(time)}/${nth}.${step}`;
}

function parseAnchor(text: string): MomentAnchor | null {
  const [, seconds, nth, step] = /^@([\d.]+)\/(\d{1,9})\.(\d{1,9})$/.exec(text) ?? [];
  const time = seconds === undefined ? null : parseSeconds(seconds);
  if (time === null || !Number.isSafeInteger(time)) return null;
  return { time, nth: Number(nth), step: Number(step) };
}

export function formatStops({ breaks, watches, bookmarks }: SavedStops): string[] {
  return [
    ...breaks.map((stop) => `break ${printStop(stop)}`),
    ...watches.map((text) => `watch ${oneLine(text)}`),
    ...bookmarks.map(({ at, note }) => `bookmark ${formatAnchor(at)} ${oneLine(note)}`.trim()),
  ];
}

/** `at character 12` of the line, as people count. */
function at(word: string, from: number): string {
  return `at character ${word.length + 2 + from}`;
}

/** Reads the lines of a case that say where to stop, what to watch and what was marked. */
export class StopLines {
  private readonly breaks: Stop[] = [];
  private readonly watches: string[] = [];
  private readonly bookmarks: SavedBookmark[] = [];

  get saved(): SavedStops {
    return { breaks: this.breaks, watches: this.watches, bookmarks: this.bookmarks };
  }

  /** Takes the line that begins with a word; what is wrong with it, or null. */
  read(word: string, rest: string): Problem | null {
    if (word === 'break') return this.readBreak(rest);
    return word === 'watch' ? this.readWatch(rest) : this.readBookmark(rest);
  }

  private readBreak(rest: string): Problem | null {
    const parsed = parseStop(rest);
    if (parsed.ok) this.breaks.push(parsed.stop);
    else return error('case-break', `${parsed.problem.message} (${at('break', parsed.problem.from)})`);
    return null;
  }

  private readWatch(rest: string): Problem | null {
    const problem = checkCondition(rest);
    if (problem) return error('case-watch', `${problem.message} (${at('watch', problem.from)})`);
    this.watches.push(rest);
    return null;
  }

  private readBookmark(rest: string): Problem | null {
    const [word = ''] = rest.split(/\s+/, 1);
    const anchor = parseAnchor(word);
    if (!anchor) {
      const message = `"${word}" is not a moment: expected @<seconds>/<event of that time>.<step>, as in @4.500/1.27.`;
      return error('case-bookmark', message);
    }
    this.bookmarks.push({ at: anchor, note: rest.slice(word.length).trim() });
    return null;
  }
}
