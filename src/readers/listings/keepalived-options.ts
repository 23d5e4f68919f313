import { type Problem, warning } from '../../base/result.ts';
import type { ForwardingMethod, RealServerOptions, ServiceOptions } from '../../control/command.ts';
import { IPPROTO_SCTP, IPPROTO_TCP, IPPROTO_UDP } from '../../control/command.ts';
import { parseDecimal } from '../../control/endpoint.ts';
import type { Statement } from './keepalived-blocks.ts';
import { granularityOf } from './keepalived-names.ts';

type Tunnel = RealServerOptions['tunnel'];

/** What a virtual server or a real server sets, as far as IPVS is told of it. */
export interface Settings {
  protocol: number;
  service: ServiceOptions;
  method: ForwardingMethod | null;
  tunnel: Tunnel;
  server: { weight: number; upperThreshold: number; lowerThreshold: number };
}

/** Without a value: keepalived's own default (IPVS_SVC_PERSISTENT_TIMEOUT), not ipvsadm's. */
const PERSISTENCE_S = 360;
const METHODS: Readonly<Record<string, ForwardingMethod>> = { NAT: 'masq', DR: 'droute', TUN: 'tunnel' };
const PROTOCOLS: Readonly<Record<string, number>> = {
  TCP: IPPROTO_TCP,
  UDP: IPPROTO_UDP,
  SCTP: IPPROTO_SCTP,
};
/** In bit order; `flag-1` and `sh-fallback` are the same bit. */
const SCHED_FLAGS = ['sh-fallback', 'mh-fallback', 'flag-1', 'sh-port', 'mh-port', 'flag-2', 'flag-3'];

export function defaults(): Settings {
  return {
    protocol: IPPROTO_TCP,
    service: {
      scheduler: 'wlc',
      persistent: null,
      netmask: null,
      pe: null,
      onePacket: false,
      schedFlags: [],
    },
    method: null,
    tunnel: null,
    server: { weight: 1, upperThreshold: 0, lowerThreshold: 0 },
  };
}

/** `lvs_method TUN type gue port 6080 csum`: what follows the method. */
function tunnelOf(words: readonly string[]): Tunnel {
  const type = words[words.indexOf('type') + 1];
  if (!words.includes('type') || (type !== 'gue' && type !== 'gre')) return null;
  const port = words.includes('port') ? parseDecimal(words[words.indexOf('port') + 1] ?? '', 0, 65535) : 0;
  const checksum = words.includes('csum') ? 'csum' : words.includes('remcsum') ? 'remcsum' : 'none';
  return { type, port: port ?? 0, checksum };
}

type Setter = (settings: Settings, words: readonly string[]) => boolean;

function count(field: keyof Settings['server'], max: number): Setter {
  return ({ server }, words) => {
    const value = parseDecimal(words[1] ?? '', 0, max);
    if (value !== null) server[field] = value;
    return value !== null;
  };
}

const setScheduler: Setter = ({ service }, words) => {
  if (/^[a-z]{1,16}$/.test(words[1] ?? '')) service.scheduler = words[1];
  return service.scheduler === words[1];
};

const setMethod: Setter = (settings, words) => {
  const name = (words[1] ?? '').toUpperCase();
  if (!Object.hasOwn(METHODS, name)) return false;
  settings.method = METHODS[name];
  settings.tunnel = name === 'TUN' ? tunnelOf(words) : null;
  return true;
};

const setFlag: Setter = ({ service }, words) => {
  service.schedFlags = SCHED_FLAGS.filter((name) => name === words[0] || service.schedFlags.includes(name));
  return true;
};

const SETTERS: Readonly<Record<string, Setter>> = {
  lb_algo: setScheduler,
  lvs_sched: setScheduler,
  lb_kind: setMethod,
  lvs_method: setMethod,
  protocol: (settings, words) => {
    const name = (words[1] ?? '').toUpperCase();
    if (Object.hasOwn(PROTOCOLS, name)) settings.protocol = PROTOCOLS[name];
    return Object.hasOwn(PROTOCOLS, name);
  },
  persistence_timeout: ({ service }, words) => {
    const value = words[1] === undefined ? PERSISTENCE_S : parseDecimal(words[1], 1, 2_678_400);
    if (value !== null) service.persistent = value;
    return value !== null;
  },
  persistence_granularity: ({ service }, words) => {
    const found = granularityOf(words[1]);
    if (found) service.netmask = found.netmask;
    return found !== null;
  },
  persistence_engine: ({ service }, words) => {
    if (words[1] !== undefined) service.pe = words[1];
    return words[1] !== undefined;
  },
  ops: ({ service }) => {
    service.onePacket = true;
    return true;
  },
  weight: count('weight', 65535),
  uthreshold: count('upperThreshold', 0x7fffffff),
  lthreshold: count('lowerThreshold', 0x7fffffff),
  ...Object.fromEntries(SCHED_FLAGS.map((name) => [name, setFlag])),
};

/** Settings of a block, over those of the block around it; statements without a meaning for IPVS go to `others`. */
export function readSettings(
  block: readonly Statement[],
  settings: Settings,
  others: Statement[],
  problems: Problem[],
): void {
  for (const statement of block) {
    const { words, line } = statement;
    const name = words[0] ?? '';
    if (!Object.hasOwn(SETTERS, name)) others.push(statement);
    else if (!SETTERS[name](settings, words)) {
      const message = `"${words.join(' ')}" on line ${line} has no usable value: it is left out.`;
      problems.push(warning('keepalived-value', message, { line, evidence: words.join(' ') }));
    }
  }
}
