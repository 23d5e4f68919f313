import { formatAddr, type InetAddr, parseAddr, parseEndpoint } from '../../base/inet.ts';
import { inPrefix, type Prefix, prefixOf } from '../../expression/literal.ts';
import type { PacketInput } from '../../inputs/program.ts';
import { IP_VS_CONN_F_TEMPLATE } from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_proto_name, ip_vs_state_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import { VERDICT_NAMES } from '../../kernel/lib/netfilter.ts';
import { EVENT_KINDS, type Life } from '../event-index.ts';
import type { Site } from '../path-shapes.ts';
import type { Trace } from '../trace.ts';
import { entriesOf } from './anchors.ts';
import { SET_AT_BIRTH } from './kernel-fields.ts';
import { canSay, messagesNamed } from './message-words.ts';
import type { StopWhat } from './stop.ts';

/** Could an event stop there? Answered by the index, without running the model; events that could are visited. */
export type MayStop = (event: number) => boolean;

type What<K extends StopWhat['kind']> = Extract<StopWhat, { kind: K }>;

function byShape({ index }: Trace, test: (site: Site) => boolean): MayStop {
  const shapes = index.paths.matching(test);
  return (event) => shapes[index.shapeOf(event)] === 1;
}

function byEvents(trace: Trace, mark: (add: (event: number) => void) => void): MayStop {
  const events = new Uint8Array(trace.index.length);
  mark((event) => {
    events[event] = 1;
  });
  return (event) => events[event] === 1;
}

function saysIt({ id, words, level }: What<'message'>): (site: Site) => boolean {
  const lower = words.toLowerCase();
  const known = new Map<string, boolean>();
  const test = (name: string): boolean =>
    messagesNamed(name).some(
      (message) => (level === null || message.level <= level) && (lower === '' || canSay(message, lower)),
    );
  return (site) => {
    if (site.kind !== 'log' || (id !== '' && site.message !== id)) return false;
    const answer = known.get(site.message) ?? test(site.message);
    known.set(site.message, answer);
    return answer;
  };
}

/** The name of a state of an entry. */
function stateOf({ protocol, template }: Life, state: number): string {
  return ip_vs_state_name({ protocol, flags: template ? IP_VS_CONN_F_TEMPLATE : 0, state });
}

function byState(trace: Trace, { to, protocol }: What<'state'>): MayStop {
  const { changeUids, changeEvents, changeStates, lives } = trace.index;
  return byEvents(trace, (add) => {
    for (let row = 0; row < changeUids.length; row++) {
      const life = lives.get(changeUids.at(row));
      if (life && protocol && ip_vs_proto_name(life.protocol).toLowerCase() !== protocol) continue;
      if (!life || to === '' || stateOf(life, changeStates.at(row)) === to) add(changeEvents.at(row));
    }
  });
}

function byWrite(trace: Trace, { object, field, of }: What<'write'>): MayStop {
  const { index } = trace;
  const isEntry = object === 'cp' || object === 'ct';
  const meant = isEntry && of ? new Set(entriesOf(index, of)) : null;
  const isOne = (uid: number): boolean => {
    const life = index.lives.get(uid);
    if (!isEntry) return life === undefined;
    return life === undefined || (life.template === (object === 'ct') && (meant?.has(uid) ?? true));
  };
  return byEvents(trace, (add) => {
    index.writes.each(field, (event, uid) => {
      if (event < index.length && isOne(uid)) add(event);
    });
    if (!isEntry || !SET_AT_BIRTH.has(field)) return;
    for (const { uid, born } of index.lives.values()) if (isOne(uid)) add(born);
  });
}

/** The packet of an event, as it was captured. */
function packetAt({ program, index }: Trace, event: number): PacketInput | null {
  const { input } = index.at(event);
  const known = input < 0 ? null : program.inputs.at(input);
  if (known?.kind === 'observed') return known.packet;
  return known?.kind === 'packet' ? known : null;
}

function addressTest(address: string): (addr: InetAddr | null | undefined) => boolean {
  const prefix: Prefix | null = prefixOf(address);
  const single = prefix ? null : parseAddr(address);
  const wanted = single === null ? null : formatAddr(single);
  return (addr) => {
    if (addr === null || addr === undefined) return false;
    return prefix ? inPrefix(addr, prefix) : formatAddr(addr) === wanted;
  };
}

function byAddress(trace: Trace, { end, address }: What<'address'>): MayStop {
  const { index, program } = trace;
  const isIt = addressTest(address);
  const servers = index.serverKeys.map((key) => isIt(parseEndpoint(key)?.addr));
  const hasServer = (event: number): boolean => {
    const { server } = index.at(event);
    return server >= 0 && servers[server];
  };
  return (event) => {
    if (end !== 'client' && hasServer(event)) return true;
    const input = packetAt(trace, event);
    if (input) {
      const ip = program.packets.ip(input.packet);
      if (!ip || end === 'server') return false;
      const client = input.hook === 'LOCAL_IN' ? ip.saddr : ip.daddr;
      return isIt(client) || (end === 'any' && (isIt(ip.saddr) || isIt(ip.daddr)));
    }
    const life = index.lives.get(index.at(event).entry);
    return end !== 'server' && life !== undefined && isIt(parseAddr(life.client));
  };
}

/** What the index of a long run cannot tell. */
const OF_STEPS: readonly StopWhat['kind'][] = ['call', 'branch', 'message', 'write'];

/** Which events can stop there. */
export function mayStop(trace: Trace, what: StopWhat): MayStop {
  const { index } = trace;
  if (!index.detailed && OF_STEPS.includes(what.kind)) return () => true;
  switch (what.kind) {
    case 'call':
      return byShape(trace, (site) => site.kind === 'call' && site.fn === what.fn);
    case 'branch':
      return byShape(
        trace,
        (site) =>
          site.kind === 'branch' &&
          site.fn === what.fn &&
          site.condition === what.condition &&
          (what.taken === null || site.taken === what.taken),
      );
    case 'message':
      return byShape(trace, saysIt(what));
    case 'state':
      return byState(trace, what);
    case 'verdict': {
      const verdict = VERDICT_NAMES.indexOf(what.verdict);
      return (event) => index.at(event).verdict === verdict;
    }
    case 'address':
      return byAddress(trace, what);
    case 'event': {
      const kind = EVENT_KINDS.indexOf(what.event);
      return (event) => index.kindOf(event) === kind;
    }
    case 'write':
      return byWrite(trace, what);
    case 'when':
      return () => true;
  }
}
