import { IPPROTO_UDP } from '../../control/command.ts';
import type { Phrase } from '../../trace/views.ts';
import { code, counted, text } from '../phrases.ts';
import { RULES } from './about/rules.ts';
import type { ConfigService, ConfigState } from './config.ts';
import type { Detector } from './detector.ts';
import { portOf } from './port-rules.ts';
import { eachService, editCommand, lintRules, type RuleIssue, remedy } from './rules-lint.ts';

type Severity = RuleIssue['severity'];
type Look = (service: ConfigService, state: ConfigState, stays: boolean) => RuleIssue | null;

/** Weights of wrr and mh that are further apart than this make long bursts, or vanish from the table. */
const WIDE_WEIGHTS = 1000;
/** Clients that share a template: at most those of a /16. */
const WIDE_NETMASK = 16;

function issue(
  { name, servers }: ConfigService,
  kind: string,
  severity: Severity,
  headline: string,
  why: readonly Phrase[],
  remedies: RuleIssue['remedies'],
): RuleIssue {
  const summary = `${name}: ${headline.charAt(0).toLowerCase()}${headline.slice(1)}`;
  return {
    kind,
    service: name,
    severity,
    summary,
    headline,
    why,
    remedies,
    figures: { servers: servers.length },
  };
}

const noServer: Look = (service, { input, sysctl }, stays) => {
  const { name, servers } = service;
  if (!stays || sysctl.cache_bypass !== 0 || servers.some(({ options }) => options.weight > 0)) return null;
  const none = servers.length === 0;
  const headline = none ? 'There is no real server' : 'All real servers have weight 0';
  const why = [
    code('ip_vs_schedule'),
    text(' asks the scheduler, which finds no server: the first packet of each connection is refused ('),
    code('ip_vs_leave'),
    text(').'),
  ];
  const commands = none
    ? [`ipvsadm -a ${name} -r SERVER -g -w 1`]
    : servers.map(({ key, options }) => `ipvsadm -e ${name} -r ${key} ${METHOD[options.method]} -w 1`);
  const severity = input < 0 ? 'risk' : 'note';
  return issue(service, 'no-server', severity, headline, why, [
    remedy('Give it a server that is usable.', ...commands),
  ]);
};

const METHOD = { masq: '-m', tunnel: '-i', droute: '-g', local: '-g', bypass: '-g' } as const;

const mixedMethods: Look = (service) => {
  const methods = [...new Set(service.servers.map(({ options }) => METHOD[options.method]))];
  const local = service.servers.some(({ options }) => options.method === 'local');
  if (methods.length < 2 || local) return null;
  const why = [
    text('Replies of '),
    code('-g'),
    text(' and '),
    code('-i'),
    text(' servers go to the client directly, those of '),
    code('-m'),
    text(' come back through the director: states and timers of one service then follow two rules.'),
  ];
  return issue(service, 'methods', 'note', `Servers are reached by ${methods.join(', ')}`, why, [
    remedy('Reach all servers the same way.'),
  ]);
};

const unusedPort: Look = (service) => {
  const { key, name, servers } = service;
  if (key.kind !== 'address' || key.port === 0) return null;
  const odd = servers.filter(
    (server) => METHOD[server.options.method] !== '-m' && portOf(server.key) !== key.port,
  );
  if (odd.length === 0) return null;
  const why = [
    text('Only '),
    code('-m'),
    text(' writes a new port. A packet that is routed or tunnelled keeps port '),
    code(String(key.port)),
    text(', whatever the port of the server says.'),
  ];
  return issue(service, 'port', 'risk', `The port of ${counted(odd.length, 'server')} is never used`, why, [
    remedy(
      'Masquerade, or let the server listen on the port of the service.',
      ...odd.map(({ key: server, options }) => `ipvsadm -e ${name} -r ${server} -m -w ${options.weight}`),
    ),
  ]);
};

const noPersistence: Look = (service) => {
  if (service.options.persistent !== 0) return null;
  const why = [
    text('A timeout of 0 makes templates that end at once: the service is persistent in name only.'),
  ];
  return issue(service, 'persistent', 'risk', 'Persistence of 0 s keeps no client', why, [
    remedy('Give the length in seconds.', editCommand(service, '-p 360')),
  ]);
};

const tightThresholds: Look = (service) => {
  const tight = service.servers.filter(
    ({ options: { upperThreshold: upper, lowerThreshold: lower } }) => upper > 0 && lower >= upper,
  );
  if (tight.length === 0) return null;
  const why = [
    text(
      'The server is overloaded at the upper threshold and free again below the lower one: with no room in between it changes with each connection.',
    ),
  ];
  return issue(
    service,
    'thresholds',
    'note',
    `Thresholds of ${counted(tight.length, 'server')} leave no room`,
    why,
    [remedy('Let the lower threshold be three quarters of the upper one: that is what 0 means.')],
  );
};

const deadServers: Look = (service) => {
  const { scheduler, schedFlags } = service.options;
  if ((scheduler !== 'sh' && scheduler !== 'mh') || schedFlags.includes(`${scheduler}-fallback`)) return null;
  const usable = service.servers.some(({ options }) => options.weight > 0);
  const dead = service.servers.filter(
    ({ options: { weight, upperThreshold } }) => upperThreshold > 0 || (scheduler === 'sh' && weight === 0),
  );
  if (!usable || dead.length === 0) return null;
  const why = [
    text('Without '),
    code(`${scheduler}-fallback`),
    text(
      ' a client whose hash names a server of weight 0, or one that is overloaded, gets no server at all.',
    ),
  ];
  const headline = `Clients of ${counted(dead.length, 'server')} are refused when it cannot take them`;
  return issue(service, 'fallback', 'risk', headline, why, [
    remedy('Let the hash try another server.', editCommand(service, `-b ${scheduler}-fallback`)),
  ]);
};

const oneBucket: Look = (service) => {
  const { scheduler } = service.options;
  const usable = service.servers.filter(({ options }) => options.weight > 0);
  if (service.key.kind !== 'address' || usable.length < 2) return null;
  if (!['dh', 'lblc', 'lblcr'].includes(scheduler)) return null;
  const why = [
    code(scheduler),
    text(' remembers by destination address, and the service has one: all connections go to one server'),
    text(scheduler === 'dh' ? '.' : ' until it is overloaded.'),
  ];
  const headline = `${scheduler} sends everything to one of ${usable.length} servers`;
  return issue(service, 'destination', scheduler === 'dh' ? 'risk' : 'note', headline, why, [
    remedy('Hash the client instead, or use it for a firewall mark.', `ipvsadm -E ${service.name} -s sh`),
  ]);
};

const onePacketTcp: Look = (service) => {
  const { key, options } = service;
  if (!options.onePacket || key.kind !== 'address' || key.protocol === IPPROTO_UDP) return null;
  const why = [
    text('One-packet scheduling is for UDP: for other protocols '),
    code('ip_vs_schedule'),
    text(' leaves the flag out.'),
  ];
  return issue(service, 'one-packet', 'note', '-o has no effect', why, [
    remedy('Leave it out.', editCommand(service, '')),
  ]);
};

const wideNetmask: Look = (service) => {
  const { key, options } = service;
  const { netmask, persistent } = options;
  const ipv6 = key.kind === 'fwmark' ? key.ipv6 : typeof key.addr !== 'number';
  if (persistent === null || netmask === null || ipv6) return null;
  const bits = netmask === 0 ? 0 : 32 - Math.log2(0x100000000 - netmask);
  if (bits > WIDE_NETMASK) return null;
  const why = [
    code('ip_vs_sched_persist'),
    text(` keeps one template for each network of ${bits} bits: all its clients go to one server.`),
  ];
  return issue(
    service,
    'netmask',
    bits <= 8 ? 'risk' : 'note',
    `All clients of a /${bits} share one server`,
    why,
    [remedy('Group fewer clients.', editCommand(service, `-p ${persistent} -M 255.255.255.0`))],
  );
};

const wideWeights: Look = (service) => {
  const { scheduler } = service.options;
  if (scheduler !== 'wrr' && scheduler !== 'mh') return null;
  const weights = service.servers.map(({ options }) => options.weight).filter((weight) => weight > 0);
  const [least, most] = [Math.min(...weights), Math.max(...weights)];
  if (weights.length < 2 || most < least * WIDE_WEIGHTS) return null;
  const why = [
    text(
      scheduler === 'wrr'
        ? 'The heavy server gets its turns one after the other before the light one has any.'
        : 'The look-up table has few places for a light server, or none beyond the first.',
    ),
  ];
  return issue(service, 'weights', 'note', `Weights go from ${least} to ${most}`, why, [
    remedy('Keep weights within a factor of a hundred.'),
  ]);
};

const LOOKS: readonly Look[] = [
  noServer,
  mixedMethods,
  unusedPort,
  noPersistence,
  tightThresholds,
  deadServers,
  oneBucket,
  onePacketTcp,
  wideNetmask,
  wideWeights,
];

/** Whatever else an expert sees in the rules alone. */
export const rules: Detector = {
  about: RULES,
  detect: (run) =>
    lintRules(
      run,
      eachService((...seen) => LOOKS.flatMap((look) => look(...seen) ?? [])),
    ),
};
