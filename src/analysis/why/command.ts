import { formatEndpoint } from '../../base/inet.ts';
import type { Command } from '../../control/command.ts';
import { rareInputs } from '../../inputs/input-list.ts';
import { conn_tab_walk } from '../../kernel/ipvs/conn_tab.ts';
import type { ip_vs_dest, ip_vs_service } from '../../kernel/ipvs/ip_vs.ts';
import { is_template } from '../../kernel/ipvs/ip_vs.ts';
import { sysctl_defaults, sysctl_key, sysctl_read } from '../../kernel/ipvs/sysctl.ts';
import type { Effect, RawStep } from '../../trace/recorder.ts';
import type { Phrase } from '../../trace/views.ts';
import { fieldText } from '../fields.ts';
import { code, counted, link, strong, text } from '../phrases.ts';
import { destOf, type WhyContext } from './context.ts';
import { serviceTitle } from './pass.ts';
import { SYSCTL_GOVERNS } from './sysctls.ts';

/** What an administrative command changed, and what it left. */

type Write = Extract<Effect, { op: 'write' }>;

/** Fields that a reader of rules knows; the others follow from them. */
const TOLD = ['weight', 'scheduler', 'timeout', 'netmask', 'pe', 'u_threshold', 'l_threshold', 'conn_flags'];

function writesOf(context: WhyContext): { step: RawStep; write: Write }[] {
  return context.visit.recorder.rawSteps.flatMap((step) =>
    step.effect?.op === 'write' ? [{ step, write: step.effect }] : [],
  );
}

/** `3 entries and 1 template still point to it`; '' = nothing does. */
export function pointers(context: WhyContext, dests: readonly ip_vs_dest[]): string {
  let entries = 0;
  let templates = 0;
  for (const cp of conn_tab_walk(context.visit.ipvs.conn_tab)) {
    if (!cp.dest || !dests.includes(cp.dest)) continue;
    if (is_template(cp)) templates++;
    else entries++;
  }
  const parts: string[] = [];
  if (entries > 0) parts.push(counted(entries, 'entry', 'entries'));
  if (templates > 0) parts.push(counted(templates, 'template'));
  return parts.join(' and ');
}

/** `weight 1 → 0`, each a link to the write. */
function changed(context: WhyContext): Phrase[] {
  const { hz } = context.visit.ipvs.params;
  const seen = new Map<string, { step: RawStep; write: Write }>();
  for (const one of writesOf(context)) {
    const { field, old } = one.write;
    if (!TOLD.includes(field)) continue;
    const first = seen.get(field);
    seen.set(field, { ...one, write: { ...one.write, old: first ? first.write.old : old } });
  }
  const told = [...seen.values()].filter(({ write }) => write.old !== write.value);
  return told.flatMap(({ step, write }, at): Phrase[] => {
    const value = (of: Write['value']) => {
      const said = fieldText(write.object, write.field, of, hz);
      return said.gloss && write.field !== 'weight' ? said.gloss : said.value;
    };
    const words = `${write.field} ${value(write.old)} → ${value(write.value)}`;
    return [text(at > 0 ? ', ' : ' '), link(words, { event: context.event, step: step.number })];
  });
}

const stop = (phrases: Phrase[]): Phrase[] => (phrases.length > 0 ? [...phrases, text('.')] : []);

function destTouched(context: WhyContext): ip_vs_dest | null {
  const scope = context.visit.recorder.scopes.findLast(({ name }) => name === 'dest')?.object;
  return scope && 'kind' in scope && scope.kind === 'ip_vs_dest' ? scope : null;
}

function whatBecomes(context: WhyContext, dest: ip_vs_dest): Phrase[] {
  const { sysctl } = context.visit.ipvs;
  const held = pointers(context, [dest]);
  const nothing = held === '';
  const lead = text(nothing ? ' Nothing points to it.' : ` ${held} still point to it.`);
  if (dest.weight > 0 || nothing) return [lead];
  const quiescent = sysctl.expire_quiescent_template
    ? ', and expire_quiescent_template is set: a template that points there is put aside when it is next asked'
    : ', and expire_quiescent_template is 0: clients whose template points there keep coming';
  return [lead, text(` Live connections keep it${quiescent}.`)];
}

function editServer(context: WhyContext): Phrase[] {
  const dest = destTouched(context);
  if (!dest) return [];
  const all = stop(changed(context));
  const lead = [strong('Edited'), text(' real server '), destOf(context, dest), text(':')];
  if (all.length === 0) return [...lead, text(' nothing is different now.')];
  return [...lead, ...all, ...whatBecomes(context, dest)];
}

function addServer(context: WhyContext): Phrase[] {
  const dest = destTouched(context);
  if (!dest) return [];
  const back = pointers(context, [dest]);
  return [
    strong('Added'),
    text(' real server '),
    destOf(context, dest),
    text(` with weight ${dest.weight}, at the head of its service's list.`),
    ...(back ? [text(` It came back from the trash with its counters: ${back} still point to it.`)] : []),
    text(' Live connections stay where they are; new ones may come to it from now on.'),
  ];
}

function deleteServer(context: WhyContext): Phrase[] {
  const dest = destTouched(context);
  if (!dest) return [];
  const held = pointers(context, [dest]);
  const { expire_nodest_conn } = context.visit.ipvs.sysctl;
  const fate = expire_nodest_conn
    ? 'expire_nodest_conn is set, so they go within a jiffy.'
    : 'expire_nodest_conn is 0, so they stay until their timers end, and their packets are dropped.';
  return [
    strong('Removed'),
    text(' real server '),
    destOf(context, dest),
    text(': it waits in the trash.'),
    text(held === '' ? ' Nothing pointed to it.' : ` ${held} still point to it: ${fate}`),
  ];
}

function editService(context: WhyContext): Phrase[] {
  const svc = context.visit.recorder.scopes.findLast(({ name }) => name === 'svc')?.object as
    | ip_vs_service
    | undefined;
  const all = stop(changed(context));
  return [
    strong('Edited'),
    text(' the service '),
    ...(svc ? [code(serviceTitle(svc)), text(':')] : [text(':')]),
    ...(all.length > 0 ? all : [text(' nothing is different now.')]),
    text(
      ' Entries and templates that exist keep their servers and timeouts; the change holds for new connections.',
    ),
  ];
}

function removedAll(context: WhyContext, what: string): Phrase[] {
  const removed = context.visit.recorder.rawSteps.flatMap(({ effect }) =>
    effect?.op === 'list' && !effect.inserted && effect.item.kind === 'ip_vs_dest' ? [effect.item] : [],
  );
  const dests = removed.filter((item) => item.kind === 'ip_vs_dest');
  const held = pointers(context, dests);
  return [
    strong('Removed'),
    text(` ${what}, with ${counted(dests.length, 'real server')}.`),
    text(
      held === ''
        ? ' The table had no entry of it.'
        : ` ${held} stay in the table until their timers end: removing a service touches no connection.`,
    ),
  ];
}

/** The value before: the last command that wrote it, else the kernel's default. */
function valueBefore(context: WhyContext, key: string): string | null {
  const { program } = context.trace;
  const defaults = sysctl_defaults(program.params.debug_level);
  let value = sysctl_read(defaults, key)?.replace('\t', ' ') ?? null;
  const { input } = context.trace.index.at(context.event);
  const written = [
    ...program.setup,
    ...rareInputs(program.inputs).flatMap((one) =>
      one.index < input && one.input.kind === 'command' ? [one.input.command] : [],
    ),
  ];
  for (const command of written)
    if (command.op === 'sysctl' && sysctl_key(command.name) === key) value = command.value;
  return value;
}

function setting(context: WhyContext, command: Extract<Command, { op: 'sysctl' }>): Phrase[] {
  const key = sysctl_key(command.name);
  const before = valueBefore(context, key);
  const change = before === null ? command.value : `${before} → ${command.value}`;
  const governs = SYSCTL_GOVERNS[key];
  return [
    strong('Set'),
    text(' '),
    code(`net.ipv4.vs.${key}`),
    text(' '),
    code(change),
    text(before === command.value ? ': the same as before.' : '.'),
    ...(governs ? [text(` It governs ${governs}.`)] : []),
  ];
}

function timeouts(command: Extract<Command, { op: 'set-timeout' }>): Phrase[] {
  const parts = [
    command.tcp ? `TCP ESTABLISHED ${command.tcp} s` : '',
    command.tcpFin ? `TCP FIN_WAIT ${command.tcpFin} s` : '',
    command.udp ? `UDP ${command.udp} s` : '',
  ].filter(Boolean);
  return [
    strong('Set'),
    text(' timeouts: '),
    code(parts.join(', ') || 'none'),
    text('. Timers that run keep what they were armed with; the next packet of an entry takes the new one.'),
  ];
}

function carriedOut(context: WhyContext, command: Command): Phrase[] {
  switch (command.op) {
    case 'sysctl':
      return setting(context, command);
    case 'set-timeout':
      return timeouts(command);
    case 'edit-server':
      return editServer(context);
    case 'add-server':
      return addServer(context);
    case 'delete-server':
      return deleteServer(context);
    case 'edit-service':
      return editService(context);
    case 'add-service':
      return [
        strong('Added'),
        text(' a service. It takes no connection before it has a real server with weight.'),
      ];
    case 'delete-service':
      return removedAll(context, 'the service');
    case 'flush':
      return removedAll(context, 'all services');
    case 'zero':
      return [strong('Zeroed'), text(' counters. Connections and rates of scheduling are not touched.')];
    case 'start-daemon':
      return [strong('Started'), text(` the sync daemon as ${command.role}: `), ...daemonWords(command.role)];
    case 'stop-daemon':
      return [
        strong('Stopped'),
        text(` the sync daemon that was ${command.role}. Entries stay as they are.`),
      ];
  }
}

function daemonWords(role: 'master' | 'backup'): Phrase[] {
  return [
    text(
      role === 'master'
        ? 'entries are told to backups when they have had enough packets (sync_threshold).'
        : 'entries that a master tells of are made here.',
    ),
  ];
}

export function commandWords(context: WhyContext): Phrase[] {
  const { what } = context.visit;
  if (what.kind !== 'command') return [];
  const { command } = what.input;
  const where = 'server' in command ? ` (${formatEndpoint(command.server.addr, command.server.port)})` : '';
  if (what.outcome && !what.outcome.includes('is kept, but'))
    return [strong('Refused'), text(`${where}: ${what.outcome}.`)];
  const words = carriedOut(context, command);
  const kept = what.outcome ? [text(` ${what.outcome}.`)] : [];
  return words.length > 0 ? [...words, ...kept] : [text('An administrative command.'), ...kept];
}
