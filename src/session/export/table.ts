import type { ConnView } from '../../trace/views.ts';

/** Columns of an entry, named as the kernel names them; times in seconds of uptime. */
const COLUMNS: readonly (readonly [string, (conn: ConnView) => string | number | boolean | null])[] = [
  ['protocol', ({ protocol }) => protocol],
  ['caddr', ({ caddr }) => caddr],
  ['cport', ({ cport }) => cport],
  ['vaddr', ({ vaddr }) => vaddr],
  ['vport', ({ vport }) => vport],
  ['daddr', ({ daddr }) => daddr],
  ['dport', ({ dport }) => dport],
  ['state', ({ state }) => state],
  ['template', ({ template }) => template],
  ['flags', ({ flags }) => `0x${flags.toString(16)}`],
  ['fwd', ({ fwd }) => fwd],
  ['refcnt', ({ refcnt }) => refcnt],
  ['n_control', ({ nControl }) => nControl],
  ['control', ({ control }) => control],
  ['in_pkts', ({ inPkts }) => inPkts],
  ['timeout_s', ({ timeout }) => timeout],
  ['expires_s', ({ asked }) => asked],
  ['fires_s', ({ fires }) => fires],
  ['bucket', ({ bucket }) => bucket],
  ['id', ({ id }) => id],
];

function cell(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Entries as comma-separated values with a header line (RFC 4180). */
export function tableCsv(conns: readonly ConnView[]): string {
  const lines = [
    COLUMNS.map(([name]) => name),
    ...conns.map((conn) => COLUMNS.map(([, of]) => cell(of(conn)))),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** The same as JSON: an array of objects. */
export function tableJson(conns: readonly ConnView[]): string {
  const rows = conns.map((conn) => Object.fromEntries(COLUMNS.map(([name, of]) => [name, of(conn)])));
  return `${JSON.stringify(rows, null, 1)}\n`;
}
