import type { EventRow, ServerRef } from '../../../trace/views.ts';
import { placeTimer, wheelOf } from '../../../views/charts/wheel/wheel.ts';

/** One arming of a timer: uptime, seconds, uptime at which it will fire. */
export interface Arm {
  time: number;
  timeout: number;
  fires: number;
}

/** An entry over its whole life. */
export interface FakeConn {
  uid: number;
  caddr: string;
  cport: number;
  vaddr: string;
  vport: number;
  server: ServerRef;
  template: boolean;
  /** uid of the controlling template. */
  control: number | null;
  bucket: number;
  arms: Arm[];
  spans: { from: number; to: number; state: string }[];
  packets: number[];
  released: number;
  fwd: string;
}

export interface FakeServer {
  server: ServerRef;
  method: 'Masq' | 'Tunnel' | 'Route' | 'Local';
  weight: (time: number) => number;
  upper: number;
  lower: number;
  /** Deleted by a command; goes to the trash while entries hold it. */
  deleted: number;
}

export interface FakeService {
  title: string;
  vaddr: string;
  vport: number;
  scheduler: string;
  persistent: number | null;
  figure: string;
  servers: FakeServer[];
}

export interface FakeRun {
  title: string;
  about: string;
  size: number;
  rnd: number;
  conns: FakeConn[];
  services: FakeService[];
  servers: ServerRef[];
  /** Without numbers; sorted and numbered by `numbered`. */
  events: EventRow[];
  to: number;
}

export const HZ = 100;
const WHEEL = wheelOf('linux-6.12', HZ);
const BOOT = 2 ** 32 - 300 * HZ;

export const jiffiesAt = (time: number): number => BOOT + Math.round(time * HZ);

/** Arms a timer as the non-cascading wheel would. */
export function arm(time: number, timeout: number): Arm {
  const { fires } = placeTimer(WHEEL, jiffiesAt(time + timeout), jiffiesAt(time));
  return { time, timeout, fires: (fires - BOOT) / HZ };
}

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** Bob Jenkins' lookup3 over three words, as the kernel's jhash_3words. */
export function jhash3(first: number, second: number, third: number, seed: number): number {
  const init = (seed + 0xdeadbeef + 12) | 0;
  let a = (first + init) | 0;
  let b = (second + init) | 0;
  let c = (third + init) | 0;
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  c = ((c ^ b) - rotate(b, 24)) | 0;
  return c >>> 0;
}

/** An address and a port as a little-endian machine holds them. */
export function words(caddr: string, cport: number): [number, number] {
  const bytes = caddr.split('.').map(Number);
  const addr = (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;
  return [addr, ((cport & 0xff) << 8) | (cport >> 8)];
}

export const NETNS_XOR = 0x5e0;

export function bucketFor(caddr: string, cport: number, rnd: number, size: number): number {
  const [addr, port] = words(caddr, cport);
  return ((jhash3(addr, port, 6, rnd) ^ NETNS_XOR) & (size - 1)) >>> 0;
}

export function serverRefs(hosts: readonly number[]): ServerRef[] {
  return hosts.map((host, series) => ({ addr: `192.168.1.${host}`, port: 80, label: `.${host}`, series }));
}

/** A row with everything that these runs do not care about filled in. */
export function row(time: number, more: Partial<EventRow>): EventRow {
  return {
    event: 0,
    kind: 'packet',
    packet: null,
    captured: null,
    time,
    protocol: 'TCP',
    src: more.client ?? '',
    dst: '10.0.0.100:80',
    client: '',
    flags: '',
    hook: 'LOCAL_IN',
    length: 40,
    verdict: 'NF_STOLEN',
    what: 'entry hit',
    template: false,
    tone: 'routine',
    server: null,
    captureSays: null,
    ...more,
  };
}

/** Sorts the events by time and numbers events and packets. */
export function numbered(events: readonly EventRow[]): EventRow[] {
  let packet = 0;
  return [...events]
    .sort((a, b) => a.time - b.time)
    .map((event, at) => ({ ...event, event: at, packet: event.kind === 'packet' ? ++packet : null }));
}
