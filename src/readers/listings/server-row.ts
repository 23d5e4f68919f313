import { type Problem, warning } from '../../base/result.ts';
import type { ForwardingMethod } from '../../control/command.ts';
import { type PasteLine, wordsOf } from './lines.ts';
import type { ListedServer } from './listed.ts';
import { integer, listedEnd, listedFigure, listedFigures, procEnd } from './values.ts';

const METHODS: Readonly<Record<string, ForwardingMethod>> = {
  Masq: 'masq',
  Local: 'local',
  Tunnel: 'tunnel',
  Route: 'droute',
  Bypass: 'bypass',
};
type Count = 'weight' | 'activeConns' | 'inactConns' | 'persistConns' | 'upperThreshold' | 'lowerThreshold';

const COUNTS: Readonly<Record<string, Count>> = {
  Weight: 'weight',
  ActiveConn: 'activeConns',
  InActConn: 'inactConns',
  PersistConn: 'persistConns',
  Uthreshold: 'upperThreshold',
  Lthreshold: 'lowerThreshold',
};
/** Characters that ipvsadm has for a server's name before it cuts it (ipvsadm.c, `addrport_to_anyname`). */
const NAME_WIDTH = 28;

export const isMethod = (word: string): boolean => Object.hasOwn(METHODS, word);

function blank(line: number): Omit<ListedServer, 'end'> {
  return {
    line,
    method: null,
    weight: null,
    activeConns: null,
    inactConns: null,
    persistConns: null,
    upperThreshold: null,
    lowerThreshold: null,
    figures: null,
  };
}

/** Fills in the columns; null = a word does not fit its column. */
function fill(
  base: Omit<ListedServer, 'end'>,
  columns: readonly string[],
  words: readonly string[],
): typeof base | null {
  const server = { ...base };
  if (words.length !== columns.length) return null;
  if (columns[0] === 'Conns' || columns[0] === 'CPS') {
    server.figures = listedFigures(words, listedFigure);
    return server.figures && server;
  }
  for (const [i, title] of columns.entries()) {
    if (title === 'Forward') {
      if (!isMethod(words[i])) return null;
      server.method = METHODS[words[i]];
      continue;
    }
    const value = integer(words[i]);
    if (value === null) return null;
    server[COUNTS[title]] = value;
  }
  return server;
}

/** `-> 192.168.1.10:80  Masq 1 0 0`: a server by the columns of the heading; null = reported. */
export function serverRow(
  { line, text }: PasteLine,
  columns: readonly string[],
  proc: boolean,
  problems: Problem[],
): ListedServer | null {
  const [name = '', ...words] = wordsOf(text.slice(2));
  const end = proc ? procEnd(name) : listedEnd(name);
  const server = end && fill(blank(line), columns, words);
  if (!end || !server) {
    const message = `"${text}" is not a server with the columns ${columns.join(', ')}: it is left out.`;
    problems.push(warning('listing-server', message, { line, evidence: text }));
    return null;
  }
  if (name.length >= NAME_WIDTH && typeof end.addr === 'string') {
    const message = `"${name}" fills its column: ipvsadm may have cut it. List with -n to have all of it.`;
    problems.push(warning('listing-cut', message, { line, evidence: text }));
  }
  return { ...server, end };
}
