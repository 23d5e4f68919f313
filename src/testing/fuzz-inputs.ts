import { formatEndpoint, type InetAddr, parseAddr } from '../base/inet.ts';
import { buildIp, type TransportSpec } from '../packet/build.ts';
import { bytesOf } from './director.ts';

/** Random life of a director: a small world, so that things meet. */
export type FuzzInput =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'packet'; readonly bytes: Uint8Array; readonly hook: 1 | 2 | 3; readonly mark: number }
  | { readonly kind: 'time'; readonly ns: number };

type Random = (below: number) => number;

function address(text: string): InetAddr {
  const addr = parseAddr(text);
  if (addr === null) throw new Error(`no address: ${text}`);
  return addr;
}

interface World {
  readonly vips: readonly InetAddr[];
  readonly servers: readonly InetAddr[];
  readonly clients: readonly InetAddr[];
}

const WORLDS: readonly World[] = [
  {
    vips: ['10.0.0.100', '10.0.0.101'].map(address),
    servers: ['192.168.1.10', '192.168.1.11', '192.168.1.12', '192.168.1.13', '10.0.0.101'].map(address),
    clients: ['172.16.0.1', '172.16.0.2', '172.16.1.1', '172.16.9.9'].map(address),
  },
  {
    vips: ['fd00::100', 'fd00::101'].map(address),
    servers: ['fd00:1::10', 'fd00:1::11', 'fd00:1::12'].map(address),
    clients: ['fd00:a::1', 'fd00:a::2', 'fd00:b::1'].map(address),
  },
];

const PORTS = [80, 80, 21, 5060, 443];
const CLIENT_PORTS = [1024, 1025, 4000, 4001, 4002, 20, 0];
const SCHEDULERS = 'rr wrr lc wlc fo ovf lblc lblcr dh sh mh sed nq twos none'.split(' ');
const DAEMONS: readonly string[] = [
  '--start-daemon master --mcast-interface s0 --syncid 7',
  '--start-daemon master --sync-maxlen 100',
  '--stop-daemon master',
  '--start-daemon backup',
];

const SYSCTLS: readonly (readonly [string, readonly number[]])[] = [
  ['conn_reuse_mode', [0, 1, 2, 3]],
  ['expire_nodest_conn', [0, 1]],
  ['expire_quiescent_template', [0, 1]],
  ['sloppy_tcp', [0, 1]],
  ['sloppy_sctp', [0, 1]],
  ['schedule_icmp', [0, 1]],
  ['nat_icmp_send', [0, 1]],
  ['cache_bypass', [0, 1]],
  ['drop_entry', [0, 1, 3]],
  ['drop_packet', [0, 3]],
  ['am_droprate', [1, 2, 10]],
  ['secure_tcp', [0, 3]],
  ['conntrack', [0, 1]],
  ['snat_reroute', [0, 1]],
  ['pmtu_disc', [0, 1]],
  ['backup_only', [0, 1]],
  ['run_estimation', [0, 1]],
  ['lblc_expiration', [1, 600]],
  ['lblcr_expiration', [1, 600]],
  ['debug_level', [0, 7, 12]],
  ['sync_version', [0, 1]],
  ['sync_persist_mode', [0, 1]],
  ['sync_refresh_period', [0, 10]],
  ['sync_retries', [0, 3]],
  ['sync_ports', [1, 4]],
  ['sync_qlen_max', [0, 1]],
];

const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)];

/** A service that was asked for, and the servers that it was given. */
interface KnownService {
  readonly text: string;
  readonly world: World;
  readonly vip: InetAddr;
  readonly port: number;
  readonly mark: number;
  readonly protocol: Protocol;
  readonly servers: { readonly addr: InetAddr; readonly port: number }[];
}

type Protocol = 'tcp' | 'udp' | 'sctp';

/** A client's flow to a service, so that later packets can belong to it. */
interface Flow {
  readonly service: KnownService;
  readonly client: InetAddr;
  readonly cport: number;
  readonly vport: number;
  readonly protocol: Protocol;
}

const OPTIONS = { '-t': 'tcp', '-u': 'udp', '--sctp-service': 'sctp' } as const;

class Generator {
  private readonly services: KnownService[] = [];
  private readonly flows: Flow[] = [];

  constructor(private readonly random: Random) {}

  private chance(of: number): boolean {
    return this.random(of) === 0;
  }

  private world(): World {
    return WORLDS[this.chance(5) ? 1 : 0];
  }

  private newService(): KnownService {
    const world = this.world();
    const v6 = world === WORLDS[1];
    const vip = pick(this.random, world.vips);
    const port = this.chance(4) ? 0 : pick(this.random, PORTS);
    const servers: KnownService['servers'] = [];
    if (this.chance(5)) {
      const mark = 1 + this.random(2);
      const protocol: Protocol = this.chance(2) ? 'tcp' : 'udp';
      return { text: `-f ${mark}${v6 ? ' -6' : ''}`, world, vip, port, mark, protocol, servers };
    }
    const option = pick(this.random, ['-t', '-t', '-u', '--sctp-service'] as const);
    const text = `${option} ${formatEndpoint(vip, port)}`;
    return { text, world, vip, port, mark: 0, protocol: OPTIONS[option], servers };
  }

  /** One of those that were asked for, mostly. */
  private service(): KnownService {
    return this.services.length === 0 || this.chance(12)
      ? this.newService()
      : pick(this.random, this.services);
  }

  private serviceOptions(world: World, service: string): string {
    const scheduler = pick(this.random, SCHEDULERS);
    const parts = ['-s', scheduler];
    if (this.chance(2)) {
      parts.push('-p', String(pick(this.random, [1, 30, 300, 3600])));
      if (this.chance(2)) parts.push('-M', world === WORLDS[1] ? '64' : '255.255.255.0');
      if (service.startsWith('-u') && this.chance(2)) parts.push('--pe', 'sip');
    }
    if (!service.startsWith('-t') && this.chance(3)) parts.push('-o');
    if ((scheduler === 'sh' || scheduler === 'mh') && this.chance(2))
      parts.push('-b', `${scheduler}-fallback,${scheduler}-port`);
    return parts.join(' ');
  }

  /** A server to add, or one that the service should have. */
  private server(service: KnownService, known: boolean): string {
    const { world, servers, port } = service;
    if (known && servers.length > 0 && !this.chance(8)) {
      const { addr, port } = pick(this.random, servers);
      return `-r ${formatEndpoint(addr, port)}`;
    }
    const server = { addr: pick(this.random, world.servers), port: this.chance(6) ? 8080 : port };
    servers.push(server);
    return `-r ${formatEndpoint(server.addr, server.port)}`;
  }

  private serverOptions(): string {
    const parts = [pick(this.random, ['-m', '-m', '-g', '-i'])];
    parts.push('-w', String(pick(this.random, [0, 1, 1, 2, 3, 10])));
    if (this.chance(4)) {
      const upper = 1 + this.random(6);
      parts.push('-x', String(upper), '-y', String(this.random(upper + 1)));
    }
    return parts.join(' ');
  }

  command(): FuzzInput {
    return { kind: 'command', text: this.commandText() };
  }

  private addService(): string {
    const service = this.newService();
    this.services.push(service);
    return `-A ${service.text} ${this.serviceOptions(service.world, service.text)}`;
  }

  private commandText(): string {
    const roll = this.random(60);
    if (this.services.length < 3 || roll < 4) return this.addService();
    const service = this.service();
    const { text } = service;
    if (service.servers.length < 2 || roll < 20)
      return `-a ${text} ${this.server(service, false)} ${this.serverOptions()}`;
    if (roll < 24) return `-E ${text} ${this.serviceOptions(service.world, text)}`;
    if (roll < 25) return `-D ${text}`;
    if (roll < 33) return `-e ${text} ${this.server(service, true)} ${this.serverOptions()}`;
    if (roll < 38) return `-d ${text} ${this.server(service, true)}`;
    if (roll < 40) return this.chance(2) ? '-Z' : `-Z ${text}`;
    if (roll < 41) return `--set ${this.random(20)} ${this.random(20)} ${this.random(20)}`;
    if (roll === 42 && this.chance(4)) return '-C';
    if (roll === 43) return pick(this.random, DAEMONS);
    const [name, values] = pick(this.random, SYSCTLS);
    return `sysctl net.ipv4.vs.${name}=${pick(this.random, values)}`;
  }

  private payload(): Uint8Array {
    const texts = [
      '',
      'PASV\r\n',
      'EPSV\r\n',
      'PORT 172,16,0,1,15,160\r\n',
      '227 Entering Passive Mode (192,168,1,10,156,64).\r\n',
      `INVITE sip:a SIP/2.0\r\nCall-ID: call-${this.random(3)}@x\r\n\r\n`,
      'x'.repeat(1400),
    ];
    return bytesOf(pick(this.random, texts));
  }

  private transport(protocol: Protocol, sport: number, dport: number, fresh: boolean): TransportSpec {
    const payload = this.chance(3) ? this.payload() : undefined;
    if (protocol === 'udp') return { kind: 'udp', sport, dport, payload };
    if (protocol === 'sctp') {
      const chunks = fresh ? [1] : [pick(this.random, [0, 1, 2, 6, 7, 8, 10, 11, 14, 3])];
      return { kind: 'sctp', sport, dport, chunks };
    }
    const usual = fresh ? 2 : pick(this.random, [2, 16, 16, 16, 18, 17, 4]);
    return { kind: 'tcp', sport, dport, flags: this.chance(12) ? this.random(64) : usual, payload };
  }

  private newFlow(): Flow {
    const service = this.service();
    const { world, port } = service;
    const flow = {
      service,
      client: pick(this.random, world.clients),
      cport: this.chance(3) ? pick(this.random, CLIENT_PORTS) : 2000 + this.random(500),
      vport: port === 0 ? pick(this.random, PORTS) : port,
      protocol: this.chance(10) ? pick(this.random, ['tcp', 'udp', 'sctp'] as const) : service.protocol,
    };
    this.flows.push(flow);
    if (this.flows.length > 40) this.flows.shift();
    return flow;
  }

  private made(
    hook: 1 | 2 | 3,
    saddr: InetAddr,
    daddr: InetAddr,
    transport: TransportSpec,
    mark: number,
  ): FuzzInput {
    const odd = this.random(60);
    const more =
      odd < 2 ? { ttl: 1 } : odd < 4 ? { fragmentOffset: 8, id: 5, moreFragments: odd < 3 } : { id: 1 };
    const bytes = buildIp({ saddr, daddr, transport, dontFragment: this.chance(2), ...more });
    return { kind: 'packet', bytes, hook, mark: this.chance(20) ? 1 : mark };
  }

  packet(): FuzzInput {
    const fresh = this.flows.length === 0 || this.chance(3);
    const { service, client, cport, vport, protocol } = fresh
      ? this.newFlow()
      : pick(this.random, this.flows);
    const { vip, mark, servers } = service;
    const roll = fresh ? 0 : this.random(20);
    if (roll < 10) return this.made(1, client, vip, this.transport(protocol, cport, vport, fresh), mark);
    const { addr, port } = servers.length > 0 ? pick(this.random, servers) : { addr: vip, port: vport };
    const from = port === 0 ? vport : port;
    // A reply to port 0 hits templates too and unsettles their counters; the kernel does no better.
    const to = cport === 0 ? 1024 : cport;
    if (roll < 15) return this.made(2, addr, client, this.transport(protocol, from, to, false), 0);
    if (roll < 16) return this.made(3, vip, client, this.transport(protocol, vport, to, false), 0);
    if (roll < 17) return this.made(3, vip, vip, this.transport(protocol, cport, vport, true), mark);
    // An error about the flow: from the client's side about a reply, or from the server's about a request.
    const error = (inner: Uint8Array): TransportSpec => this.icmp(inner, service.world === WORLDS[1]);
    if (roll < 18) {
      const inner = buildIp({
        saddr: client,
        daddr: addr,
        transport: this.transport(protocol, cport, from, false),
      });
      return this.made(2, addr, client, error(inner), 0);
    }
    const inner = buildIp({
      saddr: vip,
      daddr: client,
      transport: this.transport(protocol, vport, cport, false),
    });
    return this.made(1, client, vip, error(inner), mark);
  }

  private icmp(payload: Uint8Array, v6: boolean): TransportSpec {
    const type = v6 ? pick(this.random, [1, 2, 3, 128]) : pick(this.random, [3, 11, 4, 8]);
    const code = type === 3 && !v6 ? pick(this.random, [1, 3, 4]) : 0;
    return { kind: 'icmp', type, code, rest: 1400, payload };
  }

  time(): FuzzInput {
    const ms = pick(
      this.random,
      [1, 1, 1, 10, 10, 100, 100, 1000, 1000, 3000, 10_000, 60_000, 130_000, 400_000, 7_200_000],
    );
    return { kind: 'time', ns: (1 + this.random(ms)) * 1e6 };
  }
}

/** `count` inputs: rules to begin with, then traffic, administration and time, mixed. */
export function fuzzInputs(random: Random, count: number): FuzzInput[] {
  const generator = new Generator(random);
  const inputs: FuzzInput[] = [];
  for (let i = 0; i < count; i++) {
    const roll = i < 14 ? 0 : random(20);
    if (roll < 3) inputs.push(generator.command());
    else if (roll < 6) inputs.push(generator.time());
    else inputs.push(generator.packet());
  }
  return inputs;
}
