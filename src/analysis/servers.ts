import { addrEqual, formatAddr, formatEndpoint, type InetAddr, parseEndpoint } from '../base/inet.ts';
import { type Command, realServerPort } from '../control/command.ts';
import { commandInputs } from '../inputs/input-list.ts';
import type { Program } from '../inputs/program.ts';
import type { ServerRef } from '../trace/views.ts';

/** Names and palette places of a case's real servers, stable over the whole case. */
export class Servers {
  private readonly refs = new Map<string, ServerRef>();
  private readonly all: { addr: InetAddr; port: number }[] = [];

  constructor(program: Program) {
    const later = commandInputs(program.inputs).map(({ command }) => command);
    for (const command of [...program.setup, ...later]) this.note(command);
    for (const { addr, port } of this.all) this.of(addr, port);
  }

  private note(command: Command): void {
    if (command.op !== 'add-server' && command.op !== 'edit-server') return;
    const { service, server, options } = command;
    const port = realServerPort(service, server.port, options.method);
    const known = this.all.some((other) => other.port === port && addrEqual(other.addr, server.addr));
    if (!known) this.all.push({ addr: server.addr, port });
  }

  /** Servers that no rule names, in the order in which a log tells of them. */
  meet(keys: Iterable<string>): void {
    for (const key of keys) {
      const end = this.refs.has(key) ? null : parseEndpoint(key);
      if (!end) continue;
      this.all.push(end);
      this.of(end.addr, end.port);
    }
  }

  /** Servers with one address share a colour whatever the port. */
  of(addr: InetAddr, port: number): ServerRef {
    const key = formatEndpoint(addr, port);
    const known = this.refs.get(key);
    if (known) return known;
    const made: ServerRef = {
      addr: formatAddr(addr),
      port,
      label: this.label(addr),
      series: this.seriesOf(addr),
    };
    this.refs.set(key, made);
    return made;
  }

  /** `192.168.1.12:80` as the index keeps it. */
  byKey(key: string): ServerRef | null {
    const known = this.refs.get(key);
    const end = known ? null : parseEndpoint(key);
    return known ?? (end && this.of(end.addr, end.port));
  }

  get list(): readonly ServerRef[] {
    const seen = new Map<number, ServerRef>();
    for (const ref of this.refs.values()) if (!seen.has(ref.series)) seen.set(ref.series, ref);
    return [...seen.values()].sort((a, b) => a.series - b.series);
  }

  private seriesOf(addr: InetAddr): number {
    const distinct = this.distinct();
    const at = distinct.findIndex((other) => addrEqual(other, addr));
    return at >= 0 ? at : distinct.length;
  }

  private distinct(): InetAddr[] {
    const list: InetAddr[] = [];
    for (const { addr } of this.all) if (!list.some((other) => addrEqual(other, addr))) list.push(addr);
    return list;
  }

  /** The last byte when all servers share the other three, else the address. */
  private label(addr: InetAddr): string {
    const addresses = this.distinct();
    if (typeof addr !== 'number') return shortIn6(formatAddr(addr), addresses.map(formatAddr));
    const network = Math.floor(addr / 256);
    const alike = addresses.every(
      (other) => typeof other === 'number' && Math.floor(other / 256) === network,
    );
    return alike ? `.${addr & 255}` : formatAddr(addr);
  }
}

function shortIn6(text: string, others: readonly string[]): string {
  const cut = text.lastIndexOf(':');
  const head = text.slice(0, cut + 1);
  return others.every((other) => other.startsWith(head)) ? text.slice(cut) : text;
}
