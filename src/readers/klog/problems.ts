import { error, type Problem, warning } from '../../base/result.ts';
import type { LogClock } from './clock.ts';
import type { LogStore } from './store.ts';

/** Problems of one kind that are told one by one; the rest is counted. */
const EXAMPLES = 5;
const EVIDENCE = 200;

/** A row of problems of one kind: the first few, then how many more there are. */
export class Few {
  readonly problems: Problem[] = [];
  count = 0;

  add(make: () => Problem): void {
    if (this.count++ < EXAMPLES) this.problems.push(make());
  }

  all(code: string, more: (count: number) => string): Problem[] {
    const left = this.count - this.problems.length;
    return left === 0 ? this.problems : [...this.problems, warning(code, more(left))];
  }
}

function recordsOfKind(store: LogStore): { unparsed: Few; gaps: Few } {
  const unparsed = new Few();
  const gaps = new Few();
  const wanted = [Math.min(EXAMPLES, store.unparsed), Math.min(EXAMPLES, store.gaps)];
  for (let i = 0; i < store.length && (wanted[0] > 0 || wanted[1] > 0); i++) {
    const kind = store.kind(i);
    if (kind === 'message') continue;
    const where = {
      line: store.line(i),
      offset: store.offset(i),
      evidence: store.text(i).slice(0, EVIDENCE),
    };
    if (kind === 'gap') {
      wanted[1]--;
      const message = `${store.gap(i).toLocaleString('en')} lines are missing here: the log was limited or its buffer was full. What happened in between cannot be seen; raise log_buf_len, net.core.message_cost = 0 or RateLimitBurst.`;
      gaps.add(() => warning('klog-gap', message, where));
    } else {
      wanted[0]--;
      const message = `A line of IPVS that ${store.kernel.name} does not print in this form: it is kept as text. It may be cut, or from another kernel.`;
      unparsed.add(() => warning('klog-unparsed', message, where));
    }
  }
  unparsed.count = store.unparsed;
  gaps.count = store.gaps;
  return { unparsed, gaps };
}

/** What there is to say about a log that was read, besides what was met on the way. */
export function problemsOf(store: LogStore, clock: LogClock, yearsKnown: boolean): Problem[] {
  const problems: Problem[] = [];
  if (store.length - store.gaps === 0) {
    const { lines } = store.counts;
    const message = `No line of IPVS in ${lines.toLocaleString('en')} lines. Set net.ipv4.vs.debug_level = 12 on the director (the kernel needs CONFIG_IP_VS_DEBUG), let packets pass, and save dmesg or journalctl -k.`;
    const [first] = store.foreignExamples;
    problems.push(error('klog-no-ipvs', message, first ? { line: first.line, evidence: first.text } : {}));
    return problems;
  }
  if (clock.stamped === 0) {
    problems.push(
      warning('klog-no-stamps', 'No line has a time: only the order is known. Save dmesg with its stamps.'),
    );
  }
  if (clock.yearless > 0) {
    const said = yearsKnown
      ? 'the years are counted back from the last change of the file'
      : 'the first one is taken for 2000, so that only differences mean something';
    problems.push(
      warning('klog-no-year', `${clock.yearless.toLocaleString('en')} stamps have no year: ${said}.`),
    );
  }
  if (clock.zoneless > 0) {
    const message = `${clock.zoneless.toLocaleString('en')} stamps have no time zone: they are taken for UTC unless a zone is given.`;
    problems.push(warning('klog-no-zone', message));
  }
  const { unparsed, gaps } = recordsOfKind(store);
  problems.push(
    ...unparsed.all('klog-unparsed', (n) => `${n.toLocaleString('en')} more lines of IPVS are not known.`),
  );
  problems.push(
    ...gaps.all('klog-gap', (n) => `${n.toLocaleString('en')} more places where lines are missing.`),
  );
  return problems;
}
