import {
  PACKET_BROADCAST,
  PACKET_HOST,
  PACKET_MULTICAST,
  PACKET_OTHERHOST,
  PACKET_OUTGOING,
  PACKET_UNKNOWN,
} from '../../packet/packet.ts';
import type { ToldLink } from './told.ts';

/** What stands between the time and the addresses. */
export interface LinkText {
  link: ToldLink;
  /** 4, 6, or 0 = something else (ARP, ...). */
  family: number;
  /** From the parenthesis of `-v` or the source address on. */
  rest: string;
}

/** Directions of `-i any`, as tcpdump abbreviates them (print-sll.c). */
const DIRECTIONS: Readonly<Record<string, number>> = {
  In: PACKET_HOST,
  Out: PACKET_OUTGOING,
  B: PACKET_BROADCAST,
  M: PACKET_MULTICAST,
  P: PACKET_OTHERHOST,
};
const FAMILIES: Readonly<Record<string, number>> = { IP: 4, IP6: 6, IPv4: 4, IPv6: 6 };
const MAC = /^(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2},?$/;
const OTHERS = /^(?:ARP,?|RARP,?|LLDP,?|STP|802\.1\w+,?|EAPOL|CDPv\d,?|LLC,?|PPPoE|MPLS)$/;

const digits = (mac: string): string => mac.replace(/[:,]/g, '').toLowerCase();

class LinkReader {
  readonly link = {
    iface: null as string | null,
    ifindex: null as number | null,
    packetType: PACKET_UNKNOWN,
    srcMac: '',
    dstMac: '',
    vlans: [] as number[],
    ethernet: false,
  };
  private rest: string;

  constructor(text: string) {
    this.rest = text;
  }

  private take(): string {
    const word = /^\S*/.exec(this.rest)?.[0] ?? '';
    this.rest = this.rest.slice(word.length).trimStart();
    return word;
  }

  /** `02:00:00:00:00:01 > 02:00:00:00:00:c0,` or, of `-i any`, the source alone; makers' names are skipped. */
  private macs(word: string): void {
    const maker = (): void => {
      this.rest = this.rest.replace(/^\(oui [^()]{0,40}\),?\s*/, '');
    };
    this.link.srcMac = digits(word);
    maker();
    if (!this.rest.startsWith('> ')) return;
    this.take();
    const to = this.take();
    maker();
    this.link.dstMac = MAC.test(to) ? digits(to) : '';
    this.link.ethernet = true;
    if (to === 'Broadcast,' || to === 'Broadcast') this.link.dstMac = 'ffffffffffff';
  }

  /** `IPv4 (0x0800), length 54: ` or `802.1Q (0x8100), length 58: vlan 100, p 0, ethertype IPv4 (0x0800), `. */
  private ethertype(): LinkText | null {
    const head = /^([^\s,()]{1,30})(?: \([0-9a-fx]{1,10}\))?,\s*(?:length \d{1,6}:\s*)?/.exec(this.rest);
    if (!head) return null;
    this.rest = this.rest.slice(head[0].length);
    const vlan = /^vlan (\d{1,4}),(?: p \d,)?(?: DEI,)?\s*(?:ethertype\s+)?/.exec(this.rest);
    if (vlan) {
      this.link.vlans.push(Number(vlan[1]));
      this.rest = this.rest.slice(vlan[0].length);
      return this.ethertype();
    }
    return this.end(Object.hasOwn(FAMILIES, head[1]) ? FAMILIES[head[1]] : 0);
  }

  private end(family: number): LinkText {
    return { link: this.link, family, rest: this.rest.replace(/^IP6?\s+(?=\(|\S+ > )/, '') };
  }

  /** null = this is no packet of tcpdump. */
  read(): LinkText | null {
    for (let words = 0; words < 12; words++) {
      const word = this.take();
      if (word === '') return null;
      if (word === 'IP' || word === 'IP6') return this.end(FAMILIES[word]);
      if (word === 'ethertype') return this.ethertype();
      if (OTHERS.test(word)) return this.end(0);
      if (Object.hasOwn(DIRECTIONS, word)) this.link.packetType = DIRECTIONS[word];
      else if (word === 'ifindex') this.link.ifindex = Number(this.take()) || null;
      else if (MAC.test(word)) this.macs(word);
      else if (!this.name(word)) return null;
    }
    return null;
  }

  /** The name of an interface stands once, before everything else but the direction. */
  private name(word: string): boolean {
    const { link } = this;
    if (link.srcMac !== '' || link.iface !== null || !/^[\w.@:?-]{1,20}$/.test(word)) return false;
    link.iface = word;
    return (
      /^(?:In|Out|B|M|P|IP6?|ifindex|ARP,?|ethertype)\s/.test(this.rest) || link.packetType !== PACKET_UNKNOWN
    );
  }
}

/** The link layer's words of a line without its time; null = none. */
export function readLink(text: string): LinkText | null {
  const found = new LinkReader(text).read();
  if (found?.link.iface === '?') return { ...found, link: { ...found.link, iface: null } };
  return found;
}
