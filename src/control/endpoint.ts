import { type InetAddr, parseIn4, parseIn6 } from '../base/inet.ts';
import { error, type Problem } from '../base/result.ts';
import { IPPROTO_SCTP, IPPROTO_TCP, IPPROTO_UDP } from './command.ts';

/** Service names of IANA's registry that load-balanced services commonly have. */
const SERVICE_PORTS: Readonly<Record<string, number>> = {
  'ftp-data': 20,
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  tftp: 69,
  http: 80,
  www: 80,
  kerberos: 88,
  pop3: 110,
  ntp: 123,
  imap: 143,
  imap2: 143,
  snmp: 161,
  ldap: 389,
  https: 443,
  submissions: 465,
  syslog: 514,
  submission: 587,
  ldaps: 636,
  imaps: 993,
  pop3s: 995,
  radius: 1812,
  'radius-acct': 1813,
  mysql: 3306,
  diameter: 3868,
  sip: 5060,
  'sip-tls': 5061,
  postgresql: 5432,
  'http-alt': 8080,
};

/** `tcp`, `udp`, `sctp`, or the number. */
export function protocolName(protocol: number): string {
  if (protocol === IPPROTO_TCP) return 'tcp';
  if (protocol === IPPROTO_UDP) return 'udp';
  if (protocol === IPPROTO_SCTP) return 'sctp';
  return String(protocol);
}

/** The number of `tcp`, `udp`, `sctp` or of a decimal number up to 255; null = neither. */
export function parseProtocol(text: string): number | null {
  const name = text.toLowerCase();
  if (name === 'tcp') return IPPROTO_TCP;
  if (name === 'udp') return IPPROTO_UDP;
  if (name === 'sctp') return IPPROTO_SCTP;
  return parseDecimal(name, 0, 255);
}

/** A decimal number within [min, max], or null. */
export function parseDecimal(text: string, min: number, max: number): number | null {
  if (!/^\+?\d{1,15}$/.test(text)) return null;
  const value = Number(text);
  return value >= min && value <= max ? value : null;
}

/** A port number or the name of a well-known service; null = neither. */
export function parsePort(text: string): number | null {
  return parseDecimal(text, 0, 65535) ?? (Object.hasOwn(SERVICE_PORTS, text) ? SERVICE_PORTS[text] : null);
}

export interface Endpoint {
  addr: InetAddr;
  /** null = none written. */
  port: number | null;
}

function splitEndpoint(text: string): [host: string, port: string | null] {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed) return [bracketed[1], bracketed[2] ?? null];
  if (parseIn6(text)) return [text, null];
  const colon = text.lastIndexOf(':');
  return colon < 0 ? [text, null] : [text.slice(0, colon), text.slice(colon + 1)];
}

/**
 * `10.0.0.1:80`, `10.0.0.1:http`, `[fd00::1]:80`, an address alone. Host names and unknown service names are
 * errors, because nothing is looked up.
 */
export function parseServiceEndpoint(text: string): Endpoint | Problem {
  const [host, portText] = splitEndpoint(text);
  const addr = host.includes(':') ? parseIn6(host) : parseIn4(host);
  if (addr === null) return notAnAddress(text, host);
  if (portText === null) return { addr, port: null };
  const port = parsePort(portText);
  if (port !== null) return { addr, port };
  return error(
    'port',
    /^\d+$/.test(portText)
      ? `Port "${portText}" in "${text}" is not within 0..65535.`
      : `Service name "${portText}" in "${text}" is not known here: write the port number ("ipvsadm -Sn" and "-Ln" print numbers).`,
  );
}

function notAnAddress(text: string, host: string): Problem {
  if (/\$/.test(text)) {
    return error('shell-variable', `"${text}" has a shell variable without a value here: write the value.`);
  }
  if (/^[A-Za-z0-9._-]*[A-Za-z][A-Za-z0-9._-]*$/.test(host)) {
    return error(
      'host-name',
      `"${host}" is a host name and nothing is looked up here: write the address (save with "ipvsadm -Sn", the n prints numbers).`,
    );
  }
  return error('address', `"${text}" is not an address such as 10.0.0.1:80 or [fd00::1]:80.`);
}

export function isProblem(value: object): value is Problem {
  return 'severity' in value;
}
