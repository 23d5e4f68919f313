import { formatEndpoint } from '../../base/inet.ts';
import type { RealServerOptions, ServiceKey, ServiceOptions } from '../../control/command.ts';
import { formatCommand, formatServiceKey } from '../../control/format.ts';
import { rareInputs } from '../../inputs/input-list.ts';
import type { CommandInput, Program } from '../../inputs/program.ts';
import { run_command } from '../../kernel/command.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import type { Sysctls } from '../../kernel/ipvs/sysctl.ts';
import { add_server_command, add_service_command } from '../../kernel/listing/rules.ts';
import { sorted_services } from '../../kernel/listing/service_title.ts';
import { ip_vs_init, machine_init, set_time } from '../../kernel/machine.ts';

/** A real server as the rules have it. */
export interface ConfigServer {
  /** `192.168.1.12:80`, as the index names servers. */
  readonly key: string;
  readonly options: RealServerOptions;
}

/** A virtual service as the rules have it. */
export interface ConfigService {
  /** `-t 10.0.0.100:80`, `-f 1`: its name in commands and in findings. */
  readonly name: string;
  readonly key: ServiceKey;
  readonly options: ServiceOptions;
  /** Newest first, as in the kernel's list. */
  readonly servers: readonly ConfigServer[];
}

/** The configuration behind a command; the first state is behind all rules. */
export interface ConfigState {
  readonly timeNs: number;
  /** Index in the program's inputs; -1 = the rules before the first input. */
  readonly input: number;
  /** The command as one would type it; '' = the rules. */
  readonly text: string;
  /** What it answered; null = done. */
  readonly outcome: string | null;
  readonly services: readonly ConfigService[];
  readonly sysctl: Readonly<Sysctls>;
  /** Seconds by state: NONE ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT TIME_WAIT CLOSE CLOSE_WAIT LAST_ACK LISTEN SYNACK. */
  readonly tcpTimeouts: readonly number[];
  readonly udpTimeout: number;
}

function stateOf(
  ipvs: netns_ipvs,
  about: Pick<ConfigState, 'timeNs' | 'input' | 'text' | 'outcome'>,
): ConfigState {
  const { hz } = ipvs.params;
  const services = sorted_services(ipvs).map((svc): ConfigService => {
    const { service: key, options } = add_service_command(svc, hz);
    const servers = svc.destinations.map((dest) => ({
      key: formatEndpoint(dest.addr, dest.port),
      options: add_server_command(svc, dest).options,
    }));
    return { name: formatServiceKey(key), key, options: options as ServiceOptions, servers };
  });
  return {
    ...about,
    services,
    sysctl: { ...ipvs.sysctl },
    tcpTimeouts: ipvs.proto.tcp_timeouts.map((jiffies) => jiffies / hz),
    udpTimeout: ipvs.proto.udp_timeout / hz,
  };
}

function timedCommands({ inputs }: Program): [number, CommandInput][] {
  return rareInputs(inputs).flatMap(({ index, input }): [number, CommandInput][] =>
    input.kind === 'command' ? [[index, input]] : [],
  );
}

/** Every state of the configuration, by time: the commands alone are carried out on a machine of their own. */
export class ConfigHistory {
  readonly states: readonly ConfigState[];

  constructor(program: Program) {
    const ipvs = machine_init(program.params, program.setupNs);
    ip_vs_init(ipvs);
    for (const command of program.setup) run_command(ipvs, command);
    const states = [stateOf(ipvs, { timeNs: program.setupNs, input: -1, text: '', outcome: null })];
    for (const [input, { timeNs, command, text }] of timedCommands(program)) {
      set_time(ipvs, timeNs);
      const outcome = run_command(ipvs, command);
      states.push(stateOf(ipvs, { timeNs, input, text: text || formatCommand(command), outcome }));
    }
    this.states = states;
  }

  get first(): ConfigState {
    return this.states[0];
  }

  /** The configuration at an uptime in nanoseconds; a command of that instant has been carried out. */
  at(timeNs: number): ConfigState {
    return this.states.findLast((state) => state.timeNs <= timeNs) ?? this.states[0];
  }

  /** A service of a name at an uptime. */
  service(name: string, timeNs: number): ConfigService | null {
    return this.at(timeNs).services.find((service) => service.name === name) ?? null;
  }

  /** Every name that a service ever had, in the order of first appearance. */
  get names(): readonly string[] {
    return [...new Set(this.states.flatMap(({ services }) => services.map(({ name }) => name)))];
  }
}
