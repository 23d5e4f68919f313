import type { InetAddr } from '../../base/inet.ts';
import { type Problem, warning } from '../../base/result.ts';
import {
  type RealServerOptions,
  realServerPort,
  type ServiceKey,
  type ServiceOptions,
} from '../../control/command.ts';
import type { CommandAt } from '../rules.ts';
import { limitProblems } from '../text-lines.ts';
import { readBlocks, type Statement } from './keepalived-blocks.ts';
import { endOf, groupsOf, keyOf, type NamedService, servicesOf } from './keepalived-names.ts';
import { defaults, readSettings, type Settings } from './keepalived-options.ts';
import { type PasteLine, pasteLines } from './lines.ts';
import type { Reading } from './listed.ts';

export interface KeepalivedServer {
  line: number;
  addr: InetAddr;
  port: number;
  options: RealServerOptions;
  /** True = a failed check sets the weight to 0 instead of removing the server. */
  inhibitOnFailure: boolean;
}

/** One `virtual_server` block: several services where it names a group. */
export interface KeepalivedService {
  line: number;
  keys: readonly ServiceKey[];
  options: ServiceOptions;
  servers: readonly KeepalivedServer[];
  /** Takes over when the quorum is lost: not among the servers. */
  sorryServer: { addr: InetAddr; port: number } | null;
}

export interface KeepalivedConf {
  services: readonly KeepalivedService[];
  /** What keepalived gives IPVS while all checks succeed, as commands of ipvsadm. */
  commands: readonly CommandAt[];
}

const KNOWN = new Set(['real_server', 'sorry_server', 'inhibit_on_failure', 'include']);

function namesOf(statements: readonly Statement[]): string {
  const names = [...new Set(statements.map(({ words }) => (words[0] ?? '{').slice(0, 60)))];
  return names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
}

class VirtualServerReader {
  private readonly ignored: Statement[] = [];

  constructor(
    private readonly at: Statement,
    private readonly problems: Problem[],
  ) {}

  read(named: readonly NamedService[]): KeepalivedService {
    const { line } = this.at;
    const settings = defaults();
    const others: Statement[] = [];
    readSettings(this.at.block ?? [], settings, others, this.problems);
    const servers = others.filter(({ words }) => words[0] === 'real_server');
    const found = servers.map((server) => this.server(server, settings)).filter((server) => server !== null);
    const sorry = others.find(({ words }) => words[0] === 'sorry_server');
    this.report(settings, others);
    const ipv6 = typeof found[0]?.addr === 'object';
    return {
      line,
      keys: named.map((service) => keyOf(service, settings.protocol, ipv6)),
      options: settings.service,
      servers: found,
      sorryServer: sorry ? endOf(sorry.words.slice(1), sorry.line, this.problems) : null,
    };
  }

  private server(at: Statement, around: Settings): KeepalivedServer | null {
    const end = endOf(at.words.slice(1), at.line, this.problems);
    if (!end) return null;
    const settings: Settings = { ...around, service: { ...around.service }, server: { ...around.server } };
    const others: Statement[] = [];
    readSettings(at.block ?? [], settings, others, this.problems);
    this.ignored.push(...others.filter(({ words }) => !KNOWN.has(words[0] ?? '')));
    const { method, tunnel, server } = settings;
    return {
      line: at.line,
      ...end,
      options: { method: method ?? 'masq', ...server, tunnel },
      inhibitOnFailure: [...others, ...(this.at.block ?? [])].some(
        ({ words }) => words[0] === 'inhibit_on_failure',
      ),
    };
  }

  private report(settings: Settings, others: readonly Statement[]): void {
    const { line } = this.at;
    this.ignored.unshift(...others.filter(({ words }) => !KNOWN.has(words[0] ?? '')));
    if (settings.method === null) {
      const message = `The virtual server of line ${line} names no lb_kind: NAT is taken.`;
      this.problems.push(warning('keepalived-method', message, { line }));
    }
    if (this.ignored.length === 0) return;
    const message = `Left out of the virtual server of line ${line}, because IPVS is not told of it: ${namesOf(this.ignored)}.`;
    this.problems.push(warning('keepalived-ignored', message, { line }));
  }
}

function commandsOf({ line, keys, options, servers }: KeepalivedService): CommandAt[] {
  return keys.flatMap((service) => [
    { line, command: { op: 'add-service' as const, service, options } },
    ...servers.map(({ line: at, addr, port, options: server }) => ({
      line: at,
      command: {
        op: 'add-server' as const,
        service,
        server: { addr, port: realServerPort(service, port, server.method) },
        options: server,
      },
    })),
  ]);
}

function includes(statements: readonly Statement[], problems: Problem[]): void {
  for (const { words, line, block } of statements) {
    if (block) includes(block, problems);
    if (!/^include\w?$/.test(words[0] ?? '')) continue;
    const message = `"${words.join(' ')}" names another file: open that file as well.`;
    problems.push(warning('keepalived-include', message, { line }));
  }
}

/** {@link readKeepalived} for lines that are cleaned already. */
export function readKeepalivedLines(
  lines: readonly PasteLine[],
  id: string | null = null,
): Reading<KeepalivedConf> {
  const { top, problems } = readBlocks(lines, id);
  includes(top, problems);
  const groups = groupsOf(top, problems);
  const services: KeepalivedService[] = [];
  const others: Statement[] = [];
  for (const statement of top) {
    const name = statement.words[0] ?? '';
    if (name === 'virtual_server') {
      const named = servicesOf(statement, groups, problems);
      const service = new VirtualServerReader(statement, problems).read(named);
      if (named.length > 0) services.push(service);
    } else if (name !== 'virtual_server_group' && !/^include\w?$/.test(name)) others.push(statement);
  }
  if (others.length > 0) {
    const message = `Blocks that IPVS is not told of are left out: ${namesOf(others)}.`;
    problems.push(warning('keepalived-ignored', message, { line: others[0].line }));
  }
  return { value: { services, commands: services.flatMap(commandsOf) }, problems: limitProblems(problems) };
}

/**
 * keepalived.conf: its virtual servers as commands of ipvsadm. What IPVS is not told of (checks, VRRP) is reported.
 * `id` = the name given to `keepalived -i`, null = none.
 */
export function readKeepalived(text: string, id: string | null = null): Reading<KeepalivedConf> {
  const { lines, problems } = pasteLines(text);
  const found = readKeepalivedLines(lines, id);
  return { value: found.value, problems: [...problems, ...found.problems] };
}
