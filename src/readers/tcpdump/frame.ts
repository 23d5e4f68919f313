import { buildFrame } from '../../packet/build.ts';
import { LINKTYPE_ETHERNET, LINKTYPE_LINUX_SLL2, LINKTYPE_RAW } from '../../packet/protocols.ts';
import { emptyFrame, type PacketStore } from '../../packet/store.ts';
import type { CaptureInterface } from '../records.ts';
import type { BuiltIp } from './build.ts';
import type { ToldLink } from './told.ts';

/** Names of interfaces as numbers: those that `-e` tells, else from 1 in the order of their first packets. */
class InterfaceNumbers {
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();

  of({ iface, ifindex }: ToldLink): number {
    if (iface !== null && !this.numbers.has(iface)) {
      this.names.push(iface);
      this.numbers.set(iface, ifindex ?? this.names.length);
    }
    return ifindex ?? (iface === null ? -1 : (this.numbers.get(iface) ?? -1));
  }
}

/** Puts link headers before packets, as far as they are told, and fills a store. */
export class FrameWriter {
  private readonly frame = emptyFrame();
  private readonly interfaces = new InterfaceNumbers();
  private readonly linktypes = new Set<number>();

  constructor(private readonly store: PacketStore) {}

  append(link: ToldLink, packet: BuiltIp, time: { sec: number; nsec: number }): void {
    const { frame } = this;
    const ifindex = this.interfaces.of(link);
    const { linktype, bytes } = framed(link, ifindex, packet.bytes);
    const header = bytes.length - packet.bytes.length;
    Object.assign(frame, {
      linktype,
      bytes,
      end: bytes.length,
      originalLength: header + packet.total,
      ...time,
    });
    frame.ifindex = ifindex;
    frame.packetType = link.packetType;
    this.linktypes.add(linktype);
    this.store.append(frame);
  }

  describe(): { linktypes: number[]; interfaces: CaptureInterface[] } {
    const linktypes = [...this.linktypes];
    const linktype = linktypes[0] ?? LINKTYPE_RAW;
    const names = this.interfaces.names.length > 0 ? this.interfaces.names : [''];
    return { linktypes, interfaces: names.map((name) => ({ linktype, name, snaplen: 0 })) };
  }
}

/** Without an address of the link layer there is no header: direction and interface go beside the packet. */
function framed(
  link: ToldLink,
  ifindex: number,
  packet: Uint8Array,
): { linktype: number; bytes: Uint8Array } {
  const { srcMac, dstMac, vlans, packetType } = link;
  if (link.ethernet) {
    const bytes = buildFrame({ kind: 'ethernet', srcMac, dstMac, vlans }, packet);
    return { linktype: LINKTYPE_ETHERNET, bytes };
  }
  if (srcMac !== '' && packetType >= 0) {
    const bytes = buildFrame({ kind: 'sll2', packetType, ifindex: Math.max(0, ifindex), srcMac }, packet);
    return { linktype: LINKTYPE_LINUX_SLL2, bytes };
  }
  return { linktype: LINKTYPE_RAW, bytes: packet };
}
