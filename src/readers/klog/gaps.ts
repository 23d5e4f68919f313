/**
 * Lines that say that lines are missing: printk's rate limit (lib/ratelimit.c, `N callbacks suppressed`), its full
 * buffer, journald's and rsyslog's limits, and repeats that syslogd does not write again.
 */
const GAP =
  /\b(\d{1,15}) (?:callbacks|messages|printk messages|kernel messages) (?:suppressed|dropped|lost)|\b[Ss]uppressed (\d{1,15}) messages|\b[Mm]issed (\d{1,15}) kernel messages|\bmessage repeated (\d{1,15}) times/;
const HINT = /suppressed|Suppressed|dropped|lost|issed|repeated/;

/** The number of lines that are missing, 0 = the text speaks of none. */
export function gapOf(text: string): number {
  if (!HINT.test(text)) return 0;
  const match = GAP.exec(text);
  return match ? Number(match[1] ?? match[2] ?? match[3] ?? match[4]) : 0;
}
