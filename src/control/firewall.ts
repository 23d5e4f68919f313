import { error, type Problem, warning } from '../base/result.ts';
import { ANY_PACKET, type MarkRule, setMarkField } from './mark-rule.ts';

export interface ParsedFirewall {
  rules: readonly MarkRule[];
  problems: readonly Problem[];
}

const NOTHING: ParsedFirewall = { rules: [], problems: [] };

function notUnderstood(line: string, word: string): ParsedFirewall {
  const message = `"${word}" in "${line}" is not understood, so the rule cannot be followed: only addresses, protocol and ports are, write a mark rule with those.`;
  return { rules: [], problems: [error('firewall-rule', message)] };
}

/** Words of an nft rule with sets in one word: `{ 80, 443 }` becomes `80,443`. */
function joinSets(words: readonly string[]): string[] {
  const text = words
    .join(' ')
    .replace(/\{\s*([^}]*)\}/g, (_whole, inside: string) => inside.replace(/\s+/g, '').replace(/,$/, ''));
  return text.split(/\s+/).filter((word) => word !== '');
}

const NFT_FIELDS = new Set(['saddr', 'daddr', 'sport', 'dport', 'protocol', 'l4proto', 'nexthdr']);

/** Reads `[family] keyword value` pairs of an nft rule into `rule`; the word that was not understood, or null. */
function readNftRule(rule: MarkRule, words: readonly string[]): string | null {
  for (let i = 0; i < words.length; i++) {
    const [word, field, value = ''] = words.slice(i);
    if (word === 'counter') continue;
    if ((word === 'meta' || word === 'ct') && field === 'mark' && value === 'set') {
      if (word === 'ct' || setMarkField(rule, 'mark', words[i + 3] ?? '')) return words.slice(i).join(' ');
      i += 3;
    } else if (/^(?:ip6?|tcp|udp|sctp|th|meta)$/.test(word) && NFT_FIELDS.has(field ?? '')) {
      if (/^(?:tcp|udp|sctp)$/.test(word)) setMarkField(rule, 'protocol', word);
      const name = field.endsWith('addr') || field.endsWith('port') ? field : 'protocol';
      if (setMarkField(rule, name, value)) return `${word} ${field} ${value}`;
      i += 2;
    } else if (word === 'comment') i += 1;
    else return word;
  }
  return null;
}

/** The words behind `nft`: `add rule FAMILY TABLE CHAIN ... meta mark set N`. Tables, chains and other rules say nothing. */
export function parseNft(given: readonly string[]): ParsedFirewall {
  const line = `nft ${given.join(' ')}`;
  const words = given.join(' ').split(/\s+/);
  if (!words.includes('rule') || !/\bmark\s+set\b/.test(line)) return NOTHING;
  let body = joinSets(words.slice(words.indexOf('rule') + 1));
  if (/^(?:ip|ip6|inet|arp|bridge|netdev)$/.test(body[0])) body = body.slice(1);
  const rule: MarkRule = { ...ANY_PACKET, mark: 0 };
  const bad = readNftRule(rule, body.slice(2));
  return bad === null ? { rules: [rule], problems: [] } : notUnderstood(line, bad);
}

const IPTABLES_FIELDS: Readonly<Record<string, string>> = {
  '-s': 'saddr',
  '--source': 'saddr',
  '--src': 'saddr',
  '-d': 'daddr',
  '--destination': 'daddr',
  '--dst': 'daddr',
  '-p': 'protocol',
  '--protocol': 'protocol',
  '--sport': 'sport',
  '--source-port': 'sport',
  '--sports': 'sport',
  '--dport': 'dport',
  '--destination-port': 'dport',
  '--dports': 'dport',
  '--set-mark': 'mark',
  '--set-xmark': 'mark',
};

/** Options with an argument that do not narrow the rule as far as IPVS is concerned. */
const IPTABLES_SKIPPED = new Set([
  '-t',
  '--table',
  '-A',
  '--append',
  '-I',
  '--insert',
  '-m',
  '--match',
  '-j',
  '--jump',
  '--comment',
  '-w',
]);

function readIptablesRule(rule: MarkRule, words: readonly string[]): string | null {
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const field = IPTABLES_FIELDS[word];
    if (field) {
      const value = (words[++i] ?? '').replace(/^(\w+)\/0xf{8}$/i, '$1');
      if (setMarkField(rule, field, value)) return `${word} ${value}`;
    } else if (IPTABLES_SKIPPED.has(word)) {
      i++;
      // `-I PREROUTING 1`: the place in the chain.
      if ((word === '-I' || word === '--insert') && /^\d+$/.test(words[i + 1] ?? '')) i++;
    } else return word;
  }
  return null;
}

/** The words behind `iptables` or `ip6tables`: `-t mangle -A PREROUTING ... -j MARK --set-mark N`. */
export function parseIptables(words: readonly string[]): ParsedFirewall {
  const line = `iptables ${words.join(' ')}`;
  if (!words.includes('MARK')) return NOTHING;
  if (words.some((word) => /^(?:-D|--delete)$/.test(word))) {
    return {
      rules: [],
      problems: [
        warning('firewall-rule', `"${line}" removes a rule; that is not followed, remove the rule itself.`),
      ],
    };
  }
  const rule: MarkRule = { ...ANY_PACKET, mark: 0 };
  const bad = readIptablesRule(rule, words);
  return bad === null ? { rules: [rule], problems: [] } : notUnderstood(line, bad);
}
