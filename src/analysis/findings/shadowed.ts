import { addrEqual } from '../../base/inet.ts';
import { inPrefix, type MarkRule } from '../../control/mark-rule.ts';
import { code, text } from '../phrases.ts';
import { SHADOWED } from './about/rules.ts';
import type { ConfigService, ConfigState } from './config.ts';
import type { Detector } from './detector.ts';
import { eachService, lintRules, type RuleIssue, remedy } from './rules-lint.ts';
import type { FindingRun } from './run.ts';

/** Packets of an address service can meet a mark rule; port 0 stands for every port. */
function meets({ key }: ConfigService, rule: MarkRule): boolean {
  if (key.kind !== 'address') return false;
  if (rule.protocol !== null && rule.protocol !== key.protocol) return false;
  if (!inPrefix(key.addr, rule.daddr)) return false;
  const { port } = key;
  return port === 0 || !rule.dports || rule.dports.some(([first, last]) => first <= port && port <= last);
}

function markedIssues(run: FindingRun, service: ConfigService, state: ConfigState): RuleIssue[] {
  if (service.key.kind !== 'address') return [];
  const ipv6 = typeof service.key.addr !== 'number';
  const takers = run.program.marks.flatMap((rule) => {
    const taker = state.services.find(
      ({ key }) => key.kind === 'fwmark' && key.fwmark === rule.mark && key.ipv6 === ipv6,
    );
    return taker && meets(service, rule) ? [{ rule, taker }] : [];
  });
  if (takers.length === 0) return [];
  const [{ taker }] = takers;
  const exact = service.key.port !== 0;
  const whole = takers.some(({ rule }) => exact && rule.saddr === null && rule.sports === null);
  return [
    {
      kind: 'mark',
      service: service.name,
      severity: whole ? 'risk' : 'note',
      summary: `${taker.name} takes ${whole ? 'every packet' : 'packets'} of ${service.name}`,
      headline: `${whole ? 'No packet' : 'Not every packet'} for ${service.name} reaches it: ${taker.name} is asked first`,
      why: [
        code('ip_vs_service_find'),
        text(' looks for a service of the mark before it looks at address and port, and a rule marks '),
        text(whole ? 'all packets for this destination.' : 'some of the packets for this destination.'),
      ],
      remedies: [
        remedy(`Remove the service that is not reached.`, `ipvsadm -D ${service.name}`),
        remedy('Or keep its packets out of the rule that sets the mark.'),
      ],
      figures: { rules: takers.length },
    },
  ];
}

function besideIssues(service: ConfigService, state: ConfigState): RuleIssue[] {
  const { key } = service;
  if (key.kind !== 'address' || key.port !== 0) return [];
  const exact = state.services.filter(
    ({ key: other }) =>
      other.kind === 'address' &&
      other.port !== 0 &&
      other.protocol === key.protocol &&
      addrEqual(other.addr, key.addr),
  );
  if (exact.length === 0) return [];
  const names = exact.map(({ name }) => name).join(', ');
  return [
    {
      kind: 'beside',
      service: service.name,
      severity: 'note',
      summary: `${names} ${exact.length === 1 ? 'is' : 'are'} not part of ${service.name}`,
      headline: `${service.name} is for all ports but those of ${names}`,
      why: [
        code('ip_vs_service_find'),
        text(
          ' takes the service of the exact port, and that of port 0 only when there is none. Each has templates of its own, so one client may have two servers.',
        ),
      ],
      remedies: [
        remedy(
          'Remove the services of single ports if a client must have one server for all.',
          ...exact.map(({ name }) => `ipvsadm -D ${name}`),
        ),
      ],
      figures: { services: exact.length },
    },
  ];
}

/** Services that are for the same packets. */
export const shadowed: Detector = {
  about: SHADOWED,
  detect: (run) =>
    lintRules(
      run,
      eachService((service, state) => [
        ...markedIssues(run, service, state),
        ...besideIssues(service, state),
      ]),
    ),
};
