import { LOGIN, NAMES, PORTAL, type Service, SHOP, WEB } from './services.ts';

/** How connections go: who sends what when. */

export const FIN = 1;
export const SYN = 2;
export const PSH = 8;
export const ACK = 16;

export interface Say {
  /** From the virtual service to the client. */
  readonly reply: boolean;
  /** TCP flags; 0 in UDP. */
  readonly flags: number;
  /** Carries data. */
  readonly data: boolean;
  /** Acknowledges a reply with data that was not captured. */
  readonly unseen: boolean;
  /** Milliseconds since the packet before, on the average. */
  readonly after: number;
}

export interface Talk {
  readonly service: Service;
  readonly says: readonly Say[];
}

/**
 * `>` = the client sends, `<` = a reply; TCP's letters, `D` = data of UDP; `U` = it
 * acknowledges what was not seen; milliseconds: `>S >A+40 >PA+20`.
 */
function talk(service: Service, text: string): Talk {
  const says = text.split(' ').map((word): Say => {
    const [, way, letters, after = '0'] = /^([<>])(\w+)(?:\+(\d+))?$/.exec(word) ?? [];
    const has = (letter: string, bit: number): number => (letters.includes(letter) ? bit : 0);
    const flags = has('S', SYN) | has('A', ACK) | has('P', PSH) | has('F', FIN);
    return {
      reply: way === '<',
      flags,
      data: /[PD]/.test(letters),
      unseen: letters.includes('U'),
      after: Number(after),
    };
  });
  return { service, says };
}

const ONE_WAY = '>S >A+40 >PA+20 >AU+60 >AU+30 >PA+900 >AU+60 >AU+30 >FA+700 >AU+40';
const web = talk(WEB, ONE_WAY);
const portal = talk(PORTAL, ONE_WAY);
const shop = talk(SHOP, '>S <SA+1 >A+40 >PA+20 <A+1 <PA+60 >A+40 >PA+900 <PA+60 >FA+700 <FA+1 >A+40');
const names = talk(NAMES, '>D <D+5 >D+400 <D+5');
const login = talk(LOGIN, '>D >D+50 >D+500 >D+50 >D+500 >D+50 >D+500 >D+50');

/** Twenty connections in a row, together 200 packets. */
export const ROUND: readonly Talk[] = [
  ...[web, shop, web, shop, names, web, portal, shop, web, shop],
  ...[web, shop, login, web, shop, web, names, shop, web, portal],
];

export const PACKETS_A_CONNECTION = ROUND.reduce((sum, { says }) => sum + says.length, 0) / ROUND.length;
