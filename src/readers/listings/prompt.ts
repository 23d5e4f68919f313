import { stripPrompt } from '../../control/shell.ts';

/** A clock time that stood in a paste, read as if it were UTC. */
export interface PasteTime {
  line: number;
  text: string;
  /** Seconds since 1970, with a fraction where one is written. */
  sec: number;
  /** `UTC`, `CEST`, `+02:00`; null = not written. */
  zone: string | null;
}

const TOOL =
  /^(?:sudo\s+)?(?:\/\S{1,60}\/)?(?:ipvsadm|ipvsadm-save|cat|zcat|watch|tcpdump|date|conntrack|dmesg|journalctl|sysctl|uname|grep|head|tail|less|ip|iptables|nft|keepalived|kubectl|docker|nsenter|ssh|echo)(?:\s|$)/;
/** A command without a prompt: only what nobody writes in a sentence. */
const BARE =
  /^(?:sudo\s+)?(?:\/\S{1,60}\/)?(?:ipvsadm\s+-|cat\s+\/|tcpdump\s+-|conntrack\s+-|watch\s+-?\S|dmesg(?:\s+[-|]|$)|journalctl\s+-|date(?:\s+[-+]|$)|uname\s+-)/;
const OTHER_PROMPT = /^(?:[\w.-]{1,60}(?::\S{1,60})?\s?[#$%>]|[#%]|\+|➜\s+\S{1,60})\s+/;
const WITH_USER = /^(?:\([\w.-]{1,60}\)\s*)?[\w.-]{1,60}@[\w.-]{1,60}[:\s][^#$%>]{0,100}[#$%>]\s*/;

/** The command of a line with a shell's prompt; '' = a prompt alone; null = no command. */
export function commandOf(text: string): string | null {
  const stripped = stripPrompt(`${text} `).trim();
  if (stripped !== text) return stripped;
  const user = WITH_USER.exec(text);
  if (user) return text.slice(user[0].length);
  const other = OTHER_PROMPT.exec(text);
  if (other && TOOL.test(text.slice(other[0].length))) return text.slice(other[0].length);
  return BARE.test(text) ? text : null;
}

/** True for commands that change IPVS, which are rules and no title. */
export function isRule(text: string): boolean {
  const options =
    /^(?:(?:sudo\s+)?(?:\S{0,60}\/)?ipvsadm\s+)?(?:-[AaEeDd]|--(?:add|edit|delete)-(?:service|server))\s+(?:-|--)\S/;
  const others =
    /^(?:sudo\s+)?(?:\S{0,60}\/)?(?:ipvsadm\s+(?:-[CZ]\b|--(?:clear|set|zero|(?:start|stop)-daemon)\b)|sysctl\s+(?:-\w\s+)?net[./]ipv4[./]vs[./]\S+=|(?:iptables|ip6tables|nft)\s.*\bmark\b)/i;
  return options.test(text) || others.test(text) || /^net\.ipv4\.vs\.\w+\s*=/.test(text);
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?';
/** `Tue Dec 29 06:41:15 2015`, `Sun Nov 22 13:16:41 UTC 2026`, with AM and PM of some locales. */
const DATE = new RegExp(
  `^${DAY}\\s+(?:([A-Z][a-z]{2})\\s+(\\d{1,2})|(\\d{1,2})\\s+([A-Z][a-z]{2}))\\s+(?:(\\d{4})\\s+)?(\\d{1,2}):(\\d{2}):(\\d{2})(?:\\s+([AP]M))?(?:\\s+([A-Z]{2,5}|[+-]\\d{2,4}))?(?:\\s+(\\d{4}))?$`,
);
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d{2}:?\d{2})?$/;

/** A line that is nothing but a time, as `date` prints it; null = something else. */
export function timeOf(line: number, text: string): PasteTime | null {
  const iso = ISO.exec(text);
  if (iso) {
    const [year, month, day, hours, minutes, seconds] = iso.slice(1, 7).map(Number);
    return {
      line,
      text,
      sec: Date.UTC(year, month - 1, day, hours, minutes, seconds) / 1000 + Number(`0.${iso[7] ?? 0}`),
      zone: iso[8] ?? null,
    };
  }
  const match = DATE.exec(text);
  if (!match) {
    const epoch = /^(1\d{9}(?:\.\d{1,9})?)$/.exec(text);
    return epoch && { line, text, sec: Number(epoch[1]), zone: 'UTC' };
  }
  const [, monthA, dayA, dayB, monthB, yearA, hours, minutes, seconds, half, zone, yearB] = match;
  const month = MONTHS.indexOf(monthA ?? monthB);
  const year = Number(yearA ?? yearB);
  if (month < 0 || !Number.isInteger(year)) return null;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half === 'PM' ? 12 : 0);
  const sec = Date.UTC(year, month, Number(dayA ?? dayB), hour, Number(minutes), Number(seconds)) / 1000;
  return { line, text, sec, zone: zone ?? null };
}

/** The heading of `watch`: its command and, at the end of the line, the time. */
export function watchHeading(line: number, text: string): { command: string; time: PasteTime | null } | null {
  const match = /^Every \d{1,6}(?:[.,]\d{1,3})?s: (.{1,400})$/.exec(text);
  if (!match) return null;
  const [command = '', ...ends] = match[1].split(/\s{2,}/);
  const end = (ends.at(-1) ?? '').replace(/^[\w.-]{1,60}:\s+/, '');
  return { command, time: timeOf(line, end) };
}
