import { parseAddr } from '../../base/inet.ts';
import { type Problem, warning } from '../../base/result.ts';
import { type PasteLine, wordsOf } from './lines.ts';
import type { ListedFlow, ListedTuple, Reading } from './listed.ts';

/** `tcp      6 431999 ESTABLISHED src=...`, in /proc/net/nf_conntrack behind `ipv4     2`; events have `[NEW]` before. */
export const FLOW_LINE =
  /^(?:\[[A-Z]{1,10}\]\s+)?(?:ipv[46]\s+\d{1,2}\s+)?[a-z][a-z0-9-]{0,12}\s+\d{1,3}\s+(?:\d{1,10}\s+)?(?:[A-Z_0-9]{1,15}\s+)?src=/;
export const FLOW_FOOTER = /^conntrack v\S{1,20} \(conntrack-tools\): \d+ flow entr/;

/** `mark=1`, `mark=0x1` */
function markOf(text: string | undefined): number | null {
  return text !== undefined && /^(?:\d{1,10}|0x[0-9a-fA-F]{1,8})$/.test(text) ? Number(text) >>> 0 : null;
}

function tupleOf(pairs: ReadonlyMap<string, string>): ListedTuple | null {
  const saddr = parseAddr(pairs.get('src') ?? '');
  const daddr = parseAddr(pairs.get('dst') ?? '');
  if (saddr === null || daddr === null) return null;
  const port = (name: string): number => {
    const value = Number(pairs.get(name) ?? 0);
    return Number.isInteger(value) && value >= 0 && value <= 65535 ? value : 0;
  };
  return { saddr, daddr, sport: port('sport'), dport: port('dport') };
}

/** One entry of the conntrack table; null = none. */
export function flowRow({ line, text }: PasteLine): ListedFlow | null {
  if (!FLOW_LINE.test(text)) return null;
  const words = wordsOf(text.replace(/^\[[A-Z]{1,10}\]\s+/, ''));
  if (/^ipv[46]$/.test(words[0])) words.splice(0, 2);
  const protocol = Number(words[1]);
  const tuples: Map<string, string>[] = [];
  const others = new Map<string, string>();
  const bare: string[] = [];
  for (const word of words.slice(2)) {
    const equals = word.indexOf('=');
    if (equals < 0) {
      bare.push(word);
      continue;
    }
    const key = word.slice(0, equals);
    const inTuple = /^(?:src|dst|sport|dport)$/.test(key);
    if (key === 'src') tuples.push(new Map());
    (inTuple ? (tuples.at(-1) ?? others) : others).set(key, word.slice(equals + 1));
  }
  const original = tuples[0] && tupleOf(tuples[0]);
  if (!original || protocol > 255) return null;
  return {
    line,
    protocol,
    state: bare.find((word) => /^[A-Z_0-9]*[A-Z][A-Z_0-9]*$/.test(word)) ?? null,
    timeoutS: /^\d+$/.test(bare[0] ?? '') ? Number(bare[0]) : null,
    original,
    reply: (tuples[1] && tupleOf(tuples[1])) ?? null,
    mark: markOf(others.get('mark')),
    unreplied: bare.includes('[UNREPLIED]'),
    assured: bare.includes('[ASSURED]'),
  };
}

/** `conntrack -L`, /proc/net/nf_conntrack, and events of `conntrack -E` in the same form. */
export function readFlows(lines: readonly PasteLine[]): Reading<readonly ListedFlow[]> {
  const problems: Problem[] = [];
  const value: ListedFlow[] = [];
  for (const line of lines) {
    if (line.text === '' || FLOW_FOOTER.test(line.text)) continue;
    const flow = flowRow(line);
    if (flow) value.push(flow);
    else {
      const message = `"${line.text}" is not a whole conntrack entry: it is left out.`;
      problems.push(warning('listing-flow', message, { line: line.line, evidence: line.text }));
    }
  }
  return { value, problems };
}
