import { type InetAddr, parseAddr } from '../base/inet.ts';
import { type Catalogue, catalogueOf, type Endpoint } from '../expression/catalogue.ts';

/** A small packet for the tests of the expression language. */
export interface TestPacket {
  readonly src: InetAddr;
  readonly dst: InetAddr;
  readonly sport: number | null;
  readonly dport: number | null;
  readonly flags: number | null;
  readonly time: number;
  readonly dest: Endpoint | null;
  readonly state: string | null;
  readonly template: boolean;
  readonly messages: readonly string[];
}

export function testPacket(given: Partial<TestPacket> = {}): TestPacket {
  return {
    src: parseAddr('172.16.0.1') ?? 0,
    dst: parseAddr('10.0.0.100') ?? 0,
    sport: 41000,
    dport: 80,
    flags: 0x02,
    time: 1.5,
    dest: { addr: parseAddr('192.168.1.12') ?? 0, port: 80 },
    state: 'SYN_RECV',
    template: false,
    messages: ['lookup/in TCP not hit'],
    ...given,
  };
}

const existing = <T>(...values: readonly (T | null)[]): T[] => values.filter((value) => value !== null);

const FOR_A_PORT = 'for a port write tcp.port == $';

export const TEST_FIELDS: Catalogue<TestPacket> = catalogueOf<TestPacket>([
  {
    name: 'ip.addr',
    type: 'address',
    many: true,
    about: 'Source or destination.',
    insteadOfNumber: FOR_A_PORT,
    read: ({ src, dst }) => [src, dst],
  },
  { name: 'ip.src', type: 'address', about: 'Source.', insteadOfNumber: FOR_A_PORT, read: ({ src }) => src },
  { name: 'ip.dst', type: 'address', about: 'Destination.', read: ({ dst }) => dst },
  {
    name: 'tcp.port',
    type: 'number',
    many: true,
    about: 'Source or destination port.',
    read: ({ sport, dport }) => existing(sport, dport),
  },
  { name: 'tcp.srcport', type: 'number', about: 'Source port.', read: ({ sport }) => sport },
  { name: 'tcp.dstport', type: 'number', about: 'Destination port.', read: ({ dport }) => dport },
  { name: 'tcp.flags', type: 'number', letters: 'FSRPAUEC', about: 'Flags.', read: ({ flags }) => flags },
  {
    name: 'tcp.flags.syn',
    type: 'boolean',
    about: 'SYN is set.',
    read: ({ flags }) => (flags === null ? null : (flags & 2) !== 0),
  },
  { name: 'ip.proto', type: 'number', numbers: { tcp: 6, udp: 17 }, about: 'Protocol.', read: () => 6 },
  { name: 'frame.time_relative', type: 'number', about: 'Seconds.', read: ({ time }) => time },
  { name: 'ipvs.dest', type: 'endpoint', about: 'Server.', read: ({ dest }) => dest },
  {
    name: 'ipvs.state',
    type: 'name',
    names: ['SYN_RECV', 'ESTABLISHED', 'TIME_WAIT'],
    about: 'State.',
    read: ({ state }) => state,
  },
  { name: 'ipvs.template', type: 'boolean', about: 'By a template.', read: ({ template }) => template },
  {
    name: 'ipvs.message',
    type: 'text',
    many: true,
    about: 'What was printed.',
    read: ({ messages }) => messages,
  },
]);
