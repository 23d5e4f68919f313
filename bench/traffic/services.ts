/** The director that the traffic of the bench goes through: its services, settings and parameters as files of a case. */

export const ip4 = (a: number, b: number, c: number, d: number): number =>
  ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;

export const TCP = 6;
export const UDP = 17;

/** A virtual service as packets meet it. */
export interface Service {
  readonly protocol: number;
  readonly vaddr: number;
  readonly vport: number;
  /** Replies come back through the director (masquerading), else only the client's packets are seen. */
  readonly bothWays: boolean;
}

const SITE = ip4(10, 0, 0, 100);
const OFFICE = ip4(10, 0, 0, 101);

export const WEB: Service = { protocol: TCP, vaddr: SITE, vport: 80, bothWays: false };
export const SHOP: Service = { protocol: TCP, vaddr: SITE, vport: 443, bothWays: true };
export const PORTAL: Service = { protocol: TCP, vaddr: OFFICE, vport: 8080, bothWays: false };
/** Ports that no dissector of other tools claims: bytes without meaning must not cost them anything. */
export const NAMES: Service = { protocol: UDP, vaddr: SITE, vport: 20_053, bothWays: true };
export const LOGIN: Service = { protocol: UDP, vaddr: OFFICE, vport: 20_812, bothWays: false };

const servers = (service: string, port: number, how: string, hosts: readonly number[]): string =>
  hosts.map((host) => `-a ${service} -r 192.168.1.${host}:${port} ${how} -w 1\n`).join('');

/** As `ipvsadm -Sn` prints it. */
export const RULES = [
  '-A -t 10.0.0.100:80 -s wlc\n',
  servers('-t 10.0.0.100:80', 80, '-g', [10, 11, 12, 13]),
  '-A -t 10.0.0.100:443 -s wrr -p 360\n',
  servers('-t 10.0.0.100:443', 8443, '-m', [20, 21, 22]),
  '-A -t 10.0.0.101:8080 -s rr -p 300 -M 255.255.255.0\n',
  servers('-t 10.0.0.101:8080', 8080, '-g', [30, 31]),
  '-A -u 10.0.0.100:20053 -s rr\n',
  servers('-u 10.0.0.100:20053', 53, '-m', [40, 41]),
  '-A -u 10.0.0.101:20812 -s sh -p 120\n',
  servers('-u 10.0.0.101:20812', 20_812, '-g', [50, 51, 52]),
].join('');

export const SYSCTL = 'net.ipv4.vs.expire_nodest_conn = 1\nnet.ipv4.vs.expire_quiescent_template = 1\n';

/** Parameters of the kernel, in the form of a recorded run. */
export function runJson(connTabBits: number): string {
  const about = 'Traffic made for measuring.';
  const run = { about, kernel: '6.12', hz: 250, conn_tab_bits: connTabBits, conn_rnd: '0x1a0d4d1d' };
  return `${JSON.stringify(run, null, 2)}\n`;
}
