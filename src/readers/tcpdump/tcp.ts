import { putBe32 } from '../../packet/bytes.ts';
import * as P from '../../packet/packet.ts';
import type { ToldTcp } from './told.ts';

const FLAGS: Readonly<Record<string, number>> = {
  F: P.TH_FIN,
  S: P.TH_SYN,
  R: P.TH_RST,
  P: P.TH_PUSH,
  '.': P.TH_ACK,
  U: P.TH_URG,
  E: P.TH_ECE,
  W: P.TH_CWR,
};

const flagBits = (letters: string): number =>
  letters === 'none' ? 0 : [...letters].reduce((bits, letter) => bits | (FLAGS[letter] ?? 0), 0);

/** One option of `[mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7]` as bytes; null = its form is unknown. */
function optionBytes(text: string): number[] | null {
  const words = text.trim().split(/\s+/);
  const word = (at: number): number[] => {
    const bytes = new Uint8Array(4);
    putBe32(bytes, 0, Number(words[at]) || 0);
    return [...bytes];
  };
  switch (words[0]) {
    case 'nop':
      return [1];
    case 'eol':
      return [0];
    case 'mss':
      return [2, 4, (Number(words[1]) >>> 8) & 255, Number(words[1]) & 255];
    case 'wscale':
      return [3, 3, Number(words[1]) & 255];
    case 'sackOK':
      return [4, 2];
    case 'TS':
      return [8, 10, ...word(2), ...word(4)];
    default:
      return null;
  }
}

/** Bytes of all options, filled up to whole words; what is unknown is left out. `sack 1 {1:2}` keeps its length. */
function optionsOf(text: string | undefined): Uint8Array {
  const bytes: number[] = [];
  for (const part of (text ?? '').split(',')) {
    const sack = /^\s*sack (\d) /.exec(part);
    if (sack) bytes.push(5, 2 + Number(sack[1]) * 8, ...new Array<number>(Number(sack[1]) * 8).fill(0));
    else bytes.push(...(optionBytes(part) ?? []));
  }
  while (bytes.length % 4 !== 0) bytes.push(0);
  return Uint8Array.from(bytes.slice(0, 40));
}

const numberIn = (text: string, pattern: RegExp): number | null => {
  const match = pattern.exec(text);
  return match && Number(match[1]);
};

/** Before version 4: `S 1:1(0) ack 5 win 5840 <mss 1460>`. */
const OLD =
  /^([SFPRWE.]{1,6}) (?:(\d{1,10}):\d{1,10}\((\d{1,6})\) ?)?(?:ack (\d{1,10}) ?)?(?:win (\d{1,6}))?/;

function readOld(text: string, sport: number, dport: number): ToldTcp | null {
  const match = OLD.exec(text);
  if (!match || !/\bwin \d|\back \d|\d\(\d/.test(text)) return null;
  const [, letters, seq, payload, ack, win] = match;
  const number = (digits: string | undefined): number | null =>
    digits === undefined ? null : Number(digits);
  const flags = flagBits(letters) | (ack === undefined ? 0 : P.TH_ACK);
  const bare = letters === '.' && ack === undefined ? 0 : flags;
  const options = optionsOf(/<([^<>]{0,200})>/.exec(text)?.[1]);
  return {
    kind: 'tcp',
    sport,
    dport,
    flags: bare,
    seq: number(seq),
    ack: number(ack),
    window: number(win),
    options,
    payload: Number(payload ?? 0),
  };
}

/** `Flags [P.], cksum 0x1 (correct), seq 1:121, ack 1, win 502, options [...], length 120: HTTP`; null = not TCP. */
export function readTcp(text: string, sport: number, dport: number): ToldTcp | null {
  const flags = /^(?:tcp \d+ )?Flags \[([A-Za-z.]{1,10})\]/.exec(text);
  if (!flags) return readOld(text, sport, dport);
  const head = text.slice(0, 1000);
  const end = /\blength (\d{1,6})/.exec(head);
  const fields = end ? head.slice(0, end.index) : head;
  return {
    kind: 'tcp',
    sport,
    dport,
    flags: flagBits(flags[1]),
    seq: numberIn(fields, /\bseq (\d{1,10})/),
    ack: numberIn(fields, /\back (\d{1,10})/),
    window: numberIn(fields, /\bwin (\d{1,10})/),
    options: optionsOf(/\boptions \[([^\]]{0,300})\]/.exec(fields)?.[1]),
    payload: end ? Number(end[1]) : null,
  };
}
