import type { ServiceOptions } from '../../control/command.ts';
import { formatCommand } from '../../control/format.ts';
import type { Program } from '../../inputs/program.ts';
import { PROFILE_NAMES } from '../../kernel/profiles/index.ts';
import type { Alternative, Preset } from '../../trace/whatif-views.ts';
import { ConfigHistory, type ConfigService } from '../findings/config.ts';

/** Questions that people ask of their services, as alternatives made for the case's own. */

const SCHEDULERS = ['rr', 'wrr', 'lc', 'wlc', 'sed', 'nq', 'sh', 'dh', 'mh', 'fo', 'ovf', 'lblc', 'lblcr'];
/** Of linux-2.6.32. */
const OLD_SCHEDULERS = ['rr', 'wrr', 'lc', 'wlc', 'sed', 'nq', 'sh', 'dh', 'lblc', 'lblcr'];
const TIMEOUTS = [30, 120, 360];
const NETWORK = 0xffffff00;
const NETWORK6 = 64;

const NONE = { profile: null, tabBits: null, from: null } as const;

/** `wlc -p 360 -M 255.255.255.0`, as the rule says it. */
function titleOf(service: ConfigService, options: ServiceOptions): string {
  const text = formatCommand({ op: 'edit-service', service: service.key, options });
  return text.replace(`-E ${service.name} -s `, '');
}

function edited(service: ConfigService, change: Partial<ServiceOptions>): Alternative {
  const options = { ...service.options, ...change };
  const line = `ipvsadm ${formatCommand({ op: 'edit-service', service: service.key, options })}`;
  return { ...NONE, id: line, title: titleOf(service, options), lines: [line] };
}

function isSix({ key }: ConfigService): boolean {
  return key.kind === 'fwmark' ? key.ipv6 : typeof key.addr !== 'number';
}

function persistence(service: ConfigService): Alternative[] {
  const netmask = isSix(service) ? NETWORK6 : NETWORK;
  return [
    ...TIMEOUTS.map((persistent) => edited(service, { persistent })),
    edited(service, { persistent: 360, netmask }),
    ...(service.options.persistent === null ? [] : [edited(service, { persistent: null, netmask: null })]),
  ];
}

function schedulers(service: ConfigService, names: readonly string[]): Alternative[] {
  return names
    .filter((scheduler) => scheduler !== service.options.scheduler)
    .map((scheduler) => edited(service, { scheduler, schedFlags: [] }));
}

function expiries(): Alternative[] {
  return Array.from({ length: 8 }, (_, bits) => {
    const names = ['expire_nodest_conn', 'expire_quiescent_template', 'conn_reuse_mode'];
    const settings = names.map((name, at) => `${name}=${(bits >> at) & 1}`);
    const lines = settings.map((setting) => `sysctl -w net.ipv4.vs.${setting}`);
    return { ...NONE, id: lines.join('\n'), title: settings.join(' '), lines };
  });
}

function kernels(own: string): Alternative[] {
  return PROFILE_NAMES.filter((name) => name !== own).map((profile) => ({
    ...NONE,
    profile,
    id: profile,
    title: profile,
    lines: [],
  }));
}

/** What may help lost sessions or imbalance: few enough to be tried by itself. */
function suggested(service: ConfigService): Alternative[] {
  const { options } = service;
  const tried = [
    ...TIMEOUTS.map((persistent) => edited(service, { persistent })),
    ...['rr', 'wlc']
      .filter((scheduler) => scheduler !== options.scheduler)
      .flatMap((scheduler) => [
        edited(service, { scheduler, schedFlags: [], persistent: 360 }),
        edited(service, { scheduler, schedFlags: [], persistent: null, netmask: null }),
      ]),
    ...['sh', 'mh'].map((scheduler) =>
      edited(service, { scheduler, schedFlags: [], persistent: null, netmask: null }),
    ),
    edited(service, { persistent: 360, netmask: isSix(service) ? NETWORK6 : NETWORK }),
  ];
  const own = titleOf(service, options);
  return tried.filter(
    ({ id, title }, at) => title !== own && tried.findIndex((other) => other.id === id) === at,
  );
}

/** The service with a name, or the one with the most servers. */
function serviceOf(history: ConfigHistory, name: string | null): ConfigService | null {
  const all = history.states.flatMap(({ services }) => services);
  if (name !== null) return all.find((service) => service.name === name) ?? null;
  return [...all].sort((a, b) => b.servers.length - a.servers.length)[0] ?? null;
}

/** @param name `-t 10.0.0.100:80`; null = the case's largest service */
export function presetsOf(program: Program, name: string | null): Preset[] {
  const own = program.params.profile.name;
  const service = serviceOf(new ConfigHistory(program), name);
  const general: Preset[] = [
    {
      id: 'expiry',
      title: 'All eight combinations of the expiry settings',
      alternatives: own === 'linux-2.6.32' ? [] : expiries(),
    },
    { id: 'kernels', title: 'The other kernels', alternatives: kernels(own) },
  ];
  if (!service) return general.filter(({ alternatives }) => alternatives.length > 0);
  const { options, name: title } = service;
  const known = own === 'linux-2.6.32' ? OLD_SCHEDULERS : SCHEDULERS;
  const helps = suggested(service).filter(({ lines }) => own !== 'linux-2.6.32' || !/-s mh/.test(lines[0]));
  return [
    { id: 'suggest', title: `What may help ${title}`, alternatives: helps },
    { id: 'persistence', title: 'Would -p have helped?', alternatives: persistence(service) },
    ...(options.scheduler === 'sh'
      ? []
      : [
          {
            id: 'sh',
            title: `sh instead of ${options.scheduler}`,
            alternatives: schedulers(service, ['sh']),
          },
        ]),
    { id: 'schedulers', title: 'Every other scheduler', alternatives: schedulers(service, known) },
    ...general,
  ].filter(({ alternatives }) => alternatives.length > 0);
}
