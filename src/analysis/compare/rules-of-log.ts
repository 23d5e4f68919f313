import { addrKey, formatEndpoint } from '../../base/inet.ts';
import type { Command } from '../../control/command.ts';
import type { Program } from '../../inputs/program.ts';
import {
  IP_VS_SVC_F_PERSISTENT,
  type ip_vs_conn,
  type ip_vs_dest,
  type ip_vs_service,
  is_template,
} from '../../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { services_walk } from '../../kernel/ipvs/services.ts';
import { add_server_command, add_service_command } from '../../kernel/listing/rules.ts';
import type { KernelObject, Scoped } from '../../kernel/probe.ts';
import { Playback } from '../../trace/playback.ts';
import { StepProbe } from '../../trace/step-probe.ts';

/** Rules as a log shows them. */
export interface LogRules {
  readonly commands: readonly Command[];
  /** What the log does not tell and had to be assumed, one sentence each. */
  readonly assumptions: readonly string[];
}

/** What `ipvsadm -p` without a number means. */
const DEFAULT_PERSISTENCE = 300;

/** Watches the services and servers that the log makes known, in the order in which it does. */
class Watcher extends StepProbe {
  readonly services: ip_vs_service[] = [];
  readonly servers = new Map<ip_vs_service, { dest: ip_vs_dest; weight: number }[]>();

  /** When each template was last made or found, and the shortest time from there to its end, by service. */
  private readonly lastUse = new Map<number, number>();
  readonly shortest = new Map<ip_vs_service, number>();

  constructor(private readonly ipvs: netns_ipvs) {
    super();
  }

  override scope(name: string, object: Scoped): void {
    super.scope(name, object);
    if (!('kind' in object) || object.kind !== 'ip_vs_conn' || !is_template(object)) return;
    if (this.stack.at(-1) !== 'ip_vs_conn_expire') this.lastUse.set(object.uid, this.ipvs.now_ns);
  }

  override unhashed(cp: ip_vs_conn, bucket: number, prev: ip_vs_conn | null): void {
    super.unhashed(cp, bucket, prev);
    const used = this.lastUse.get(cp.uid);
    const svc = cp.dest?.svc;
    if (used === undefined || !svc || this.stack.at(-1) !== 'ip_vs_conn_expire') return;
    const lived = (this.ipvs.now_ns - used) / 1e9;
    this.shortest.set(svc, Math.min(lived, this.shortest.get(svc) ?? lived));
  }

  override list(
    name: string,
    _list: KernelObject[],
    _index: number,
    item: KernelObject,
    inserted: boolean,
  ): void {
    if (!inserted || name !== 'svc->destinations' || item.kind !== 'ip_vs_dest' || !item.svc) return;
    const known = this.servers.get(item.svc);
    if (!known) {
      this.services.push(item.svc);
      this.servers.set(item.svc, [{ dest: item, weight: item.weight }]);
    } else if (!known.some(({ dest }) => sameServer(dest, item)))
      known.push({ dest: item, weight: item.weight });
  }
}

/** A timer runs up to an eighth later than asked for: the roundest number of seconds that fits. */
function roundTimeout(lived: number): number {
  for (const step of [60, 30, 10, 5]) {
    const rounded = Math.floor(lived / step) * step;
    if (rounded > 0 && rounded * 1.13 + 1 >= lived) return rounded;
  }
  return Math.max(1, Math.floor(lived));
}

function sameServer(a: ip_vs_dest, b: ip_vs_dest): boolean {
  return a.port === b.port && addrKey(a.addr) === addrKey(b.addr);
}

function named(svc: ip_vs_service): string {
  return svc.fwmark !== 0 ? `FWM ${svc.fwmark}` : formatEndpoint(svc.addr, svc.port);
}

/**
 * Infers the rules from what an observed kernel did. Servers are added in the reverse order of their first
 * choice, because a new server goes to the head of its service's list and schedulers look from there.
 */
export function rulesOfLog(observed: Program): LogRules {
  const playback = new Playback(observed);
  const watcher = new Watcher(playback.ipvs);
  playback.ipvs.probe = watcher;
  while (playback.step(Number.MAX_SAFE_INTEGER));
  const commands: Command[] = [];
  const assumptions: string[] = [];
  const services = new Set([...watcher.services, ...services_walk(playback.ipvs)]);
  for (const svc of services) {
    const persistent = (svc.flags & IP_VS_SVC_F_PERSISTENT) !== 0;
    const lived = watcher.shortest.get(svc);
    const timeout = lived === undefined ? DEFAULT_PERSISTENCE : roundTimeout(lived);
    const { hz } = observed.params;
    const added = add_service_command(svc, hz);
    commands.push({
      ...added,
      options: {
        ...added.options,
        scheduler: svc.scheduler ?? 'wlc',
        persistent: persistent ? timeout : null,
      },
    });
    if (persistent)
      assumptions.push(
        lived === undefined
          ? `${named(svc)} is persistent; for how long is not in the log, ${DEFAULT_PERSISTENCE} s are taken.`
          : `${named(svc)} is persistent; a template ended ${lived.toFixed(1)} s after its last use, so ${timeout} s are taken for its timeout.`,
      );
    const servers = watcher.servers.get(svc) ?? [];
    for (const { dest, weight } of servers.toReversed())
      commands.push(serverCommand('add-server', svc, dest, weight));
  }
  if (commands.length > 0)
    assumptions.push(
      'Rules are inferred from the log: services and servers that it names, servers in the order of their first choice. Servers that were never chosen are not known; give the rules to be sure.',
    );
  return { commands, assumptions };
}

/** The command that gives a server this weight. */
export function serverCommand(
  op: 'add-server' | 'edit-server',
  svc: ip_vs_service,
  dest: ip_vs_dest,
  weight: number,
): Command {
  const added = add_server_command(svc, dest);
  return { ...added, op, options: { ...added.options, weight } };
}
