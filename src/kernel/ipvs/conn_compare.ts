import { addrEqual, formatAddr, type InetAddr } from '../../base/inet.ts';
import type { NodeComparison } from '../probe.ts';
import { replies_from_server, template_vaddr_equal } from './conn_match.ts';
import {
  IP_VS_CONN_F_NO_CPORT,
  IP_VS_CONN_F_TEMPLATE,
  type ip_vs_conn,
  type ip_vs_conn_param,
} from './ip_vs.ts';
import type { netns_ipvs } from './netns_ipvs.ts';

/** What a lookup compares at a node of a chain, for whoever listens: field by field, as the C expression does. */

interface Test {
  readonly field: string;
  readonly left: () => string;
  readonly right: () => string;
  readonly equal: boolean;
}

const test = (field: string, equal: boolean, left: () => string, right: () => string): Test => ({
  field,
  left,
  right,
  equal,
});

/** Up to and including the first test that fails, as the C expression stops there. */
export function short_circuit(tests: readonly Test[]): NodeComparison[] {
  const done: NodeComparison[] = [];
  for (const { field, left, right, equal } of tests) {
    done.push({ field, left: left(), right: right(), equal });
    if (!equal) break;
  }
  return done;
}

const address_test = (field: string, a: InetAddr, b: InetAddr, equal = addrEqual(a, b)): Test =>
  test(
    field,
    equal,
    () => formatAddr(a),
    () => formatAddr(b),
  );
const number_test = (field: string, a: number, b: number): Test =>
  test(
    field,
    a === b,
    () => String(a),
    () => String(b),
  );

/** Address and port at each end, in the order in which the kernel compares them. */
function ends_tests(ipvs: netns_ipvs, cp: ip_vs_conn, p: ip_vs_conn_param, vaddr_equal?: boolean): Test[] {
  const caddr = address_test('caddr', cp.caddr, p.caddr);
  const vaddr = address_test('vaddr', cp.vaddr, p.vaddr, vaddr_equal);
  const cport = number_test('cport', cp.cport, p.cport);
  const vport = number_test('vport', cp.vport, p.vport);
  return ipvs.params.profile.compares_first === 'addresses'
    ? [caddr, vaddr, cport, vport]
    : [cport, caddr, vport, vaddr];
}

export function in_get_tests(ipvs: netns_ipvs, cp: ip_vs_conn, p: ip_vs_conn_param): Test[] {
  const no_cport = (cp.flags & IP_VS_CONN_F_NO_CPORT) !== 0;
  return [
    ...ends_tests(ipvs, cp, p),
    test(
      'NO_CPORT',
      (p.cport === 0) === no_cport,
      () => (no_cport ? 'set' : 'unset'),
      () => (p.cport === 0 ? 'needed' : 'not wanted'),
    ),
    number_test('protocol', cp.protocol, p.protocol),
  ];
}

export function template_tests(ipvs: netns_ipvs, cp: ip_vs_conn, p: ip_vs_conn_param): Test[] {
  return [
    ...ends_tests(ipvs, cp, p, template_vaddr_equal(cp, p)),
    test(
      'TEMPLATE',
      (cp.flags & IP_VS_CONN_F_TEMPLATE) !== 0,
      () => (cp.flags & IP_VS_CONN_F_TEMPLATE ? 'set' : 'unset'),
      () => 'needed',
    ),
    number_test('protocol', cp.protocol, p.protocol),
  ];
}

export function out_get_tests(ipvs: netns_ipvs, cp: ip_vs_conn, p: ip_vs_conn_param): Test[] {
  const server = replies_from_server(ipvs, cp);
  const caddr = address_test('caddr', cp.caddr, p.vaddr);
  const cport = number_test('cport', cp.cport, p.vport);
  const addr = server ? address_test('daddr', cp.daddr, p.caddr) : address_test('vaddr', cp.vaddr, p.caddr);
  const port = server ? number_test('dport', cp.dport, p.cport) : number_test('vport', cp.vport, p.cport);
  const protocol = number_test('protocol', cp.protocol, p.protocol);
  return ipvs.params.profile.compares_first === 'addresses'
    ? [caddr, addr, cport, port, protocol]
    : [cport, caddr, port, addr, protocol];
}
