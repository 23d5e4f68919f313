import { addrKey, parseEndpoint } from '../../base/inet.ts';
import { IPPROTO_TCP } from '../../control/command.ts';
import { code, text } from '../phrases.ts';
import { FTP_SERVICE, PORT_ZERO } from './about/rules.ts';
import type { ConfigService, ConfigState } from './config.ts';
import type { Detector } from './detector.ts';
import { eachService, editCommand, lintRules, type RuleIssue, remedy } from './rules-lint.ts';
import type { FindingRun } from './run.ts';

function zeroIssue(service: ConfigService): readonly RuleIssue[] {
  const { key, name, options } = service;
  if (key.kind !== 'address' || key.port !== 0 || options.persistent !== null) return [];
  return [
    {
      kind: '',
      service: name,
      severity: 'risk',
      summary: `${name} takes no connection at all`,
      headline: `${name} has port 0 and is not persistent: no connection is ever scheduled`,
      why: [
        code('ip_vs_schedule'),
        text(' compares the port of the packet with port 0 of the service and refuses it: '),
        code('port zero only supported in persistent services, check your ipvs configuration'),
        text('.'),
      ],
      remedies: [
        remedy(
          'Make it persistent: a template then holds the client for all ports.',
          editCommand(service, '-p 360'),
        ),
      ],
      figures: { servers: service.servers.length },
    },
  ];
}

/** A service of port 0 that is not persistent. */
export const portZero: Detector = {
  about: PORT_ZERO,
  detect: (run) => lintRules(run, eachService(zeroIssue)),
};

const FTP_PORT = 21;

/** A service that takes all ports of the address and remembers the client. */
function coversAddress(state: ConfigState, address: string): boolean {
  return state.services.some(
    ({ key, options }) =>
      key.kind === 'address' &&
      key.protocol === IPPROTO_TCP &&
      key.port === 0 &&
      addrKey(key.addr).toString() === address &&
      options.persistent !== null,
  );
}

function ftpIssue(run: FindingRun, service: ConfigService, state: ConfigState): readonly RuleIssue[] {
  const { key, name, options, servers } = service;
  if (key.kind !== 'address' || key.protocol !== IPPROTO_TCP || key.port !== FTP_PORT) return [];
  if (options.persistent !== null || servers.length === 0) return [];
  const { ftp_ports, profile } = run.program.params;
  const routed = servers.filter(({ options: { method } }) => method !== 'masq');
  const helped = routed.length === 0 && profile.has_ftp_helper && ftp_ports.includes(FTP_PORT);
  const marked = run.program.marks.length > 0;
  if (helped || marked || coversAddress(state, addrKey(key.addr).toString())) return [];
  const routedOf =
    routed.length > 0 ? `${routed.length} of ${servers.length} servers are not masqueraded` : '';
  return [
    {
      kind: '',
      service: name,
      severity: 'risk',
      summary: `${name} is not persistent: FTP data connections have no server`,
      headline: `Passive data connections to ${name} are refused`,
      why: [
        text('The service is not persistent, and '),
        text(
          routedOf === '' ? 'the FTP helper is not loaded: nothing reads ' : `${routedOf}: no helper reads `,
        ),
        text('which port the server offers. '),
        code('ip_vs_schedule'),
        text(` takes no port but ${FTP_PORT} for it.`),
      ],
      remedies: [
        remedy('Make it persistent.', editCommand(service, '-p 360')),
        ...(routed.length === 0 ? [remedy('Load the helper.', 'modprobe ip_vs_ftp')] : []),
      ],
      figures: { servers: servers.length, routed: routed.length },
    },
  ];
}

/** A service of FTP whose data connections have no server. */
export const ftpService: Detector = {
  about: FTP_SERVICE,
  detect: (run) =>
    lintRules(
      run,
      eachService((service, state) => ftpIssue(run, service, state)),
    ),
};

/** Port of a server as the index names it; 0 = none. */
export const portOf = (server: string): number => parseEndpoint(server)?.port ?? 0;
