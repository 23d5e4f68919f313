import { formatAddr, parseEndpoint } from '../../base/inet.ts';
import { code, counted, link, text } from '../phrases.ts';
import { CROSS_SERVICE } from './about/sessions.ts';
import type { ConfigService } from './config.ts';
import { type Detector, type Found, MOST_CASES } from './detector.ts';
import type { ClientConnections, Connection, FindingRun } from './run.ts';

/** Two connections of one client to two services, that went to different servers. */
interface Split {
  readonly client: string;
  readonly from: Connection;
  readonly to: Connection;
}

/** Seconds in which connections belong to one session, where no template says it. */
const SESSION = 300;

const hostOf = (key: string): string => {
  const end = parseEndpoint(key);
  return end ? formatAddr(end.addr) : key;
};

/** A service keeps a client at a server: by templates, or by its address. */
const keepsClients = ({ options }: ConfigService): boolean =>
  options.persistent !== null || ['sh', 'mh'].includes(options.scheduler);

/** Services of one virtual address with the same servers, each of which keeps its clients. */
function familiesOf(run: FindingRun): Map<string, string> {
  const families = new Map<string, string>();
  for (const rules of run.config.first.services) {
    if (rules.key.kind !== 'address' || rules.key.port === 0 || !keepsClients(rules)) continue;
    if (rules.key.protocol !== 6 && rules.key.protocol !== 17) continue;
    const hosts = [...new Set(rules.servers.map(({ key }) => hostOf(key)))].sort();
    if (hosts.length < 2) continue;
    families.set(rules.name, `${formatAddr(rules.key.addr)} ${rules.key.protocol} ${hosts.join(' ')}`);
  }
  return families;
}

function isUsable(run: FindingRun, { service, server }: Connection, timeNs: number): boolean {
  const rules = run.config.service(service, timeNs);
  return rules?.servers.some(({ key, options }) => key === server && options.weight > 0) ?? false;
}

function splitOf(run: FindingRun, groups: readonly ClientConnections[]): Split | null {
  if (groups.length < 2) return null;
  const all = groups.flatMap(({ connections }) => connections).sort((a, b) => a.life.uid - b.life.uid);
  for (let i = 1; i < all.length; i++) {
    const [from, to] = [all[i - 1], all[i]];
    if (from.service === to.service || from.server === '' || to.server === '') continue;
    if (hostOf(from.server) === hostOf(to.server)) continue;
    const timeNs = run.index.timeOf(to.life.born);
    const kept = run.config.service(from.service, timeNs)?.options.persistent ?? SESSION;
    if (timeNs - run.index.timeOf(from.life.born) > kept * 1e9 || !isUsable(run, from, timeNs)) continue;
    return { client: groups[0].client, from, to };
  }
  return null;
}

/** @param name `-t 10.0.0.100:80` */
function markCommand(name: string): string {
  const [table, protocol] = [
    name.includes('[') ? 'ip6tables' : 'iptables',
    name.startsWith('-u') ? 'udp' : 'tcp',
  ];
  const port = name.split(':').at(-1);
  return `${table} -t mangle -A PREROUTING -d ${hostOf(name.slice(3))} -p ${protocol} --dport ${port} -j MARK --set-mark 1`;
}

function foundAt(run: FindingRun, groups: ReadonlyMap<string, ClientConnections[]>): Found[] {
  const several = [...groups.values()].filter((of) => of.length > 1);
  const splits = several.flatMap((of) => splitOf(run, of) ?? []);
  const [first] = splits;
  if (!first) return [];
  const names = [...new Set(several.flatMap((of) => of.map(({ service }) => service)))].sort();
  const { from, to } = first;
  return [
    {
      key: names.join(' '),
      severity: 'risk',
      summary: `${splits.length} of ${counted(several.length, 'client')} of ${names.length} services ${splits.length === 1 ? 'was' : 'were'} sent to different servers`,
      headline: `${first.client} was sent to ${hostOf(from.server)} by ${from.service} and to ${hostOf(to.server)} by ${to.service}`,
      why: [
        text('Each service keeps its clients, but by itself: '),
        link('one connection', run.index.birthOf(from.life)),
        text(' and '),
        link('the other', run.index.birthOf(to.life)),
        text(' were placed by two lookups. A template names the port of its service ('),
        code('ip_vs_sched_persist'),
        text('), so that the one of the other service is not found.'),
      ],
      remedies: [
        {
          phrases: [text('Put the ports into one service by a firewall mark.')],
          commands: [
            ...names.map(markCommand),
            `ipvsadm -A -f 1 -s wlc -p 300${names[0].includes('[') ? ' -6' : ''}`,
          ],
        },
      ],
      cases: splits
        .slice(0, MOST_CASES)
        .map(({ client, to: at }) =>
          run.case(
            run.index.birthOf(at.life),
            [code(client), text(` was sent to ${at.server} by ${at.service}`)],
            at.life.uid,
          ),
        ),
      omitted: Math.max(0, splits.length - MOST_CASES),
      chart: null,
      service: from.service,
      figures: { clients: several.length, split: splits.length, services: names.length },
    },
  ];
}

/** Clients that services of one address, with the same servers, sent to different ones. */
export const crossService: Detector = {
  about: CROSS_SERVICE,
  detect(run) {
    const families = familiesOf(run);
    const byFamily = new Map<string, Map<string, ClientConnections[]>>();
    for (const group of run.clients()) {
      const family = families.get(group.service);
      if (family === undefined) continue;
      const clients = byFamily.get(family) ?? new Map<string, ClientConnections[]>();
      byFamily.set(family, clients);
      clients.set(group.client, [...(clients.get(group.client) ?? []), group]);
    }
    return [...byFamily.values()].flatMap((clients) => foundAt(run, clients));
  },
};
