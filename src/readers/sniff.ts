import { be32, hexOf } from '../packet/bytes.ts';
import { isPcapMagic } from './pcap.ts';
import { isPacketStart } from './tcpdump/records.ts';

export type FileKind =
  | 'pcap'
  | 'pcapng'
  | 'gzip'
  | 'case'
  | 'ipvsadm-rules'
  | 'listing'
  | 'keepalived'
  | 'tcpdump-text'
  | 'sysctl'
  | 'actions'
  | 'kernel-log'
  | 'json'
  | 'archive'
  | 'text'
  | 'binary'
  | 'empty';

export interface Sniffed {
  kind: FileKind;
  /** In a few words for people: `a pcap capture`, `a zip archive`. */
  description: string;
  /** What it was told by: bytes in hex, or the line. */
  evidence: string;
}

interface Signature {
  bytes: readonly number[];
  at?: number;
  kind: FileKind;
  description: string;
}

/** Formats that are known by fixed bytes. */
const SIGNATURES: readonly Signature[] = [
  { bytes: [0x0a, 0x0d, 0x0d, 0x0a], kind: 'pcapng', description: 'a pcapng capture' },
  { bytes: [0x1f, 0x8b], kind: 'gzip', description: 'a file packed with gzip' },
  {
    bytes: [0x28, 0xb5, 0x2f, 0xfd],
    kind: 'archive',
    description: 'a file packed with zstd; unpack it first',
  },
  {
    bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
    kind: 'archive',
    description: 'a file packed with xz; unpack it first',
  },
  { bytes: [0x42, 0x5a, 0x68], kind: 'archive', description: 'a file packed with bzip2; unpack it first' },
  {
    bytes: [0x04, 0x22, 0x4d, 0x18],
    kind: 'archive',
    description: 'a file packed with lz4; unpack it first',
  },
  { bytes: [0x50, 0x4b, 0x03, 0x04], kind: 'archive', description: 'a zip archive; unpack it first' },
  { bytes: [0x50, 0x4b, 0x05, 0x06], kind: 'archive', description: 'an empty zip archive' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], kind: 'archive', description: 'a 7z archive; unpack it first' },
  {
    bytes: [0x75, 0x73, 0x74, 0x61, 0x72],
    at: 257,
    kind: 'archive',
    description: 'a tar archive; unpack it first',
  },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], kind: 'binary', description: 'an ELF program' },
  { bytes: [0x4d, 0x5a], kind: 'binary', description: 'a Windows program' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], kind: 'binary', description: 'a PNG image' },
  { bytes: [0xff, 0xd8, 0xff], kind: 'binary', description: 'a JPEG image' },
  { bytes: [0x25, 0x50, 0x44, 0x46], kind: 'binary', description: 'a PDF document' },
  {
    bytes: [0x73, 0x6e, 0x6f, 0x6f, 0x70, 0],
    kind: 'binary',
    description: 'a snoop capture; convert it with editcap',
  },
  { bytes: [0x58, 0x43, 0x50, 0], kind: 'binary', description: 'a Sniffer capture; convert it with editcap' },
  {
    bytes: [0x52, 0x54, 0x53, 0x53],
    kind: 'binary',
    description: 'a Network Monitor capture; convert it with editcap',
  },
  {
    bytes: [0x47, 0x4d, 0x42, 0x55],
    kind: 'binary',
    description: 'a Network Monitor capture; convert it with editcap',
  },
];

/**
 * Stamps of dmesg (uptime, -T, -e, iso), levels in front of them, the kernel's lines of syslog and journalctl,
 * /dev/kmsg, and lines of IPVS without any of these.
 */
const KERNEL_LOG =
  /^(?:> ?)*(?:\d*<\d+>)?\[\s*\d+\.\d+[\] ]|^(?:> ?)*\d*<\d>|^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\] |^\[[A-Z][a-z]{2} ?\d{1,2} \d\d:\d\d\] |^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{6}[+-]\d\d:?\d\d |^(?:kern|user|daemon|syslog) *:(?:emerg|alert|crit|err|warn|notice|info|debug) *: |^\d{1,5},\d+,\d+,[^;]{0,64};|\bkernel(?:\[\d+\])?: |\] IPVS: |^IPVS: /;

/** An object of `dmesg -J` or of `journalctl -o json`. */
const JSON_LOG =
  /^\s*\{\s*"dmesg"\s*:\s*\[|"(?:__REALTIME_TIMESTAMP|__CURSOR|_SOURCE_MONOTONIC_TIMESTAMP|_BOOT_ID)"\s*:/;

/** Rows and headings that `readers/listings` reads, also quoted or behind a prompt. */
const LISTING =
  /^[\s>]*(IP Virtual Server version|IPVS connection entries|Pro FromIP\s|Timeout \(tcp tcpfin udp\):|(master|backup) sync daemon\s|Total\s+Incoming\s+Outgoing\s|Conn buckets:|(TCP|UDP|SCTP|FWM)\s+\S+(\s+\d+:\d\d)?\s|->\s\S+:\S+\s|(ipv[46]\s+\d+\s+)?(tcp|udp|icmp|sctp)\s+\d+\s+\d+\s.*\bsrc=|Every \d[\d.]*s: |.{0,60}[#$%]\s+(sudo\s+)?(ipvsadm\s+(-[lLnc]+|--list)|cat\s+\/proc\/net\/(ip_vs|nf_conntrack)))/;

/** Text formats by one line; the first pattern that matches one of the first lines decides. */
const LINES: readonly { pattern: RegExp; kind: FileKind; description: string }[] = [
  { pattern: /^# ipvscope case\b/, kind: 'case', description: 'an ipvscope case' },
  { pattern: /^IP Virtual Server version\b/, kind: 'listing', description: 'a listing of ipvsadm' },
  {
    pattern: /^IPVS connection entries/,
    kind: 'listing',
    description: 'a connection listing of ipvsadm',
  },
  {
    pattern: /^Pro FromIP\s+FPrt\s+ToIP\s+TPrt/,
    kind: 'listing',
    description: '/proc/net/ip_vs_conn',
  },
  {
    pattern: /^\d+(\.\d+)?\s+(sudo\s+)?(\/\S+\/)?(ipvsadm|sysctl|ip|nft|iptables|ip6tables|echo|modprobe)\b/,
    kind: 'actions',
    description: 'a list of timed commands',
  },
  {
    pattern: /^(ipvsadm\s+)?(-[AaEeDd]|--(add|edit|delete)-(service|server))\s/,
    kind: 'ipvsadm-rules',
    description: 'rules of ipvsadm',
  },
  { pattern: KERNEL_LOG, kind: 'kernel-log', description: 'a kernel log' },
  {
    pattern: /^\s*virtual_server(_group)?\s+\S|^(global_defs|vrrp_\w+)\b.*\{?$/,
    kind: 'keepalived',
    description: 'a configuration of keepalived',
  },
  {
    pattern: LISTING,
    kind: 'listing',
    description: 'a listing of IPVS',
  },
  {
    pattern: /^(sysctl\s+(-w\s+)?)?-?[a-z][\w-]*([./][\w-]+)+\s*=/,
    kind: 'sysctl',
    description: 'sysctl settings',
  },
];

/** True if the bytes are text: no control characters but white space, valid UTF-8 up to a cut last character. */
function textOf(bytes: Uint8Array): string | null {
  for (const byte of bytes) {
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27) return null;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

/** Addresses and ports in hex tell the listing of the kernel from that of ipvsadm, which has the same heading. */
const PROC_IP_VS =
  /^(?:TCP|UDP|SCTP|\s+->)\s+(?:[0-9A-F]{8}|\[[0-9a-f:]{39}\]):[0-9A-F]{4}\s|^FWM\s+[0-9A-F]{8}\s/;

function sniffText(text: string): Sniffed {
  const lines = text.split(/\r?\n/, 200).filter((line) => line.trim() !== '');
  if (lines.length === 0) return { kind: 'text', description: 'a text without content', evidence: '' };
  if (
    /^\s*[{[]["{\]}\s\d[-]/.test(text.slice(0, 200).replace(/\n/g, ' ')) &&
    !/^\[\s*\d+\.\d+\]/.test(lines[0])
  ) {
    if (JSON_LOG.test(text))
      return { kind: 'kernel-log', description: 'a kernel log as JSON', evidence: lines[0].slice(0, 80) };
    return { kind: 'json', description: 'a JSON text', evidence: lines[0].slice(0, 80) };
  }
  const listed = lines[0].startsWith('IP Virtual Server') && lines.find((line) => PROC_IP_VS.test(line));
  if (listed) return { kind: 'listing', description: '/proc/net/ip_vs', evidence: listed.slice(0, 80) };
  const packets = lines.find((line) => isPacketStart(line.trim()));
  if (packets !== undefined && !LINES.some(({ pattern }) => pattern.test(lines[0]))) {
    return { kind: 'tcpdump-text', description: 'text of tcpdump', evidence: packets.slice(0, 80) };
  }
  for (const line of lines) {
    for (const { pattern, kind, description } of LINES) {
      if (pattern.test(line)) return { kind, description, evidence: line.slice(0, 80) };
    }
  }
  return { kind: 'text', description: 'a text of an unknown kind', evidence: lines[0].slice(0, 80) };
}

/** UTF-16 by its byte order mark, or by ASCII in every other byte; null = it is none. */
export function utf16Order(head: Uint8Array): 'le' | 'be' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'be';
  if (head.length < 4) return null;
  if (head[0] !== 0 && head[1] === 0 && head[2] !== 0 && head[3] === 0) return 'le';
  if (head[0] === 0 && head[1] !== 0 && head[2] === 0 && head[3] !== 0) return 'be';
  return null;
}

/** Kernel logs are read although they are UTF-16 or have bytes of a noisy console in them; other texts are not. */
function damagedLog(head: Uint8Array): Sniffed | null {
  const order = utf16Order(head);
  const text = new TextDecoder(order ? `utf-16${order}` : 'utf-8').decode(head);
  const printable = text.replace(/[\ufffd\p{Cc}]/gu, '').length;
  if (printable < text.length * 0.8) return null;
  const sniffed = sniffText(text);
  return sniffed.kind === 'kernel-log' ? sniffed : null;
}

/** Tells by the first bytes (4 KiB are plenty) what a file is. */
export function sniff(bytes: Uint8Array): Sniffed {
  const head = bytes.subarray(0, 4096);
  const evidence = hexOf(head, 0, 8);
  if (head.length === 0) return { kind: 'empty', description: 'an empty file', evidence };
  if (head.length >= 4 && isPcapMagic(be32(head, 0))) {
    return { kind: 'pcap', description: 'a pcap capture', evidence: hexOf(head, 0, 4) };
  }
  for (const { bytes: magic, at = 0, kind, description } of SIGNATURES) {
    if (magic.every((byte, i) => head[at + i] === byte)) {
      return { kind, description, evidence: hexOf(head, at, magic.length) };
    }
  }
  const text = textOf(head);
  if (text !== null) return sniffText(text.replace(/^\ufeff/, ''));
  const log = damagedLog(head);
  if (log) return log;
  return { kind: 'binary', description: 'binary data of an unknown kind', evidence };
}

/** A few words with evidence, for messages: `a zip archive; unpack it first (50 4b 03 04)`. */
export function describeBytes(bytes: Uint8Array): string {
  const { description, evidence } = sniff(bytes);
  return evidence === '' ? description : `${description} (${evidence})`;
}
