import type { Life } from '../../trace/event-index.ts';
import type { ConfigService } from './config.ts';
import type { Connection, FindingRun } from './run.ts';

/** A template, its service and server, and what was made through it. */
export interface Template {
  readonly life: Life;
  /** Name of the service that made it, `-t 10.0.0.100:80`. */
  readonly service: string;
  /** The service as it was when it made the template; null = its rules are not known. */
  readonly rules: ConfigService | null;
  /** `192.168.1.12:80`; '' = none. */
  readonly server: string;
  /** In the order in which they were made; the first is the one that the template was made for. */
  readonly connections: readonly Connection[];
}

const KNOWN = new WeakMap<FindingRun, readonly Template[]>();

/** Every template of a run whose service is known, in the order in which they were made. */
export function templatesOf(run: FindingRun): readonly Template[] {
  const known = KNOWN.get(run);
  if (known) return known;
  const made = new Map<number, Template & { connections: Connection[] }>();
  for (const { connections } of run.clients()) {
    for (const connection of connections) add(run, made, connection);
  }
  const found = [...made.values()].sort((a, b) => a.life.uid - b.life.uid);
  for (const { connections } of found) connections.sort((a, b) => a.life.uid - b.life.uid);
  KNOWN.set(run, found);
  return found;
}

function add(
  run: FindingRun,
  made: Map<number, Template & { connections: Connection[] }>,
  connection: Connection,
): void {
  const { control } = connection.life;
  if (control === 0) return;
  const known = made.get(control);
  if (known) {
    known.connections.push(connection);
    return;
  }
  const life = run.index.lives.get(control);
  if (!life?.template) return;
  const { service } = connection;
  const rules = run.config.service(service, run.index.timeOf(life.born));
  const server = run.index.lives.endsOf(control)?.server ?? '';
  made.set(control, { life, service, rules, server, connections: [connection] });
}

/** Things by the service that they belong to, in the order of first appearance. */
export function byService<T extends { readonly service: string }>(things: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const known = groups.get(thing.service);
    if (known) known.push(thing);
    else groups.set(thing.service, [thing]);
  }
  return groups;
}

/** The client's SYN came again and nothing established the connection: nobody answered. */
export function isUnanswered(run: FindingRun, life: Life): boolean {
  if (life.protocol !== 6) return false;
  const { index } = run;
  let packets = 0;
  for (const event of run.lives.eventsOf(life.uid)) {
    if (index.kindOf(event) === 0 && index.roleOf(event) !== 'reply') packets++;
  }
  const states = index.byEntry.changesOf(life.uid);
  return packets > 1 && !states.some((row) => index.changeStates.at(row) === 1);
}
