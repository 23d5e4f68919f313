import { branch, end, type Lane, type Leads, passable } from '../lane.ts';

type Decision = readonly [condition: string, yes: Leads, no: Leads, text?: string];

const LESS: Decision = ['loh * dw > doh * lw', ['less loaded'], ['not less']];
const USABLE: Decision = ['usable', ['asked'], ['weight 0 or overloaded']];
const AVAILABLE = 'available && weight > 0 && !is_overloaded(dest, svc)';
const SLOT: Decision = ['!dest || is_unavailable(dest)', ['another, or none'], ['this one']];

/** What each scheduler asks of its servers. */
const SCHEDULERS: Readonly<Record<string, readonly Decision[]>> = {
  rr: [['dest->weight > 0', ['this one'], ['the next']]],
  wrr: [['dest->weight >= mark->cw', ['this one'], ['the next']]],
  lc: [['!least || doh < loh', ['the least so far'], ['not less']]],
  wlc: [USABLE, LESS],
  sed: [USABLE, LESS],
  nq: [USABLE, ['atomic_read(&dest->activeconns) == 0', ['idle: this one'], [''], 'activeconns == 0'], LESS],
  sh: [SLOT],
  dh: [SLOT],
  mh: [SLOT],
  lblc: [
    ['ip_vs_lblc_get(svc->af, tbl, &iph->daddr)', ['remembered'], ['not yet'], 'ip_vs_lblc_get(daddr)'],
    [AVAILABLE, ['the same again'], ['another'], 'available && !is_overloaded'],
    USABLE,
    LESS,
  ],
  lblcr: [
    [
      'size > 1 && lastmod + lblcr_expiration < jiffies',
      ['one is taken out'],
      ['all stay'],
      'lastmod + lblcr_expiration < jiffies',
    ],
    ['dest && !is_overloaded(dest, svc)', ['this one'], ['one more server']],
    USABLE,
    LESS,
  ],
  fo: [['dest->weight > hw', ['the heaviest so far'], ['not heavier']]],
  ovf: [['activeconns <= w && w > hw', ['has room'], ['full or lighter']]],
  twos: [
    ['weight2 * overhead1 > weight1 * overhead2', ['the second'], ['the first'], 'weight2 * overhead1 > ...'],
  ],
};

/** The schedulers, each a lane; a case shows those that it asks. */
export function schedulers(names: readonly string[]): Lane[] {
  return names.map((name) => ({
    title: `ip_vs_${name}_schedule`,
    file: `ip_vs_${name}.c`,
    fns: [`ip_vs_${name}_schedule`],
    rare: true,
    loops: true,
    items: [
      ...SCHEDULERS[name].map(([condition, yes, no, text]) =>
        passable(branch(condition, { true: yes, false: no }, text)),
      ),
      end('dest or NULL'),
    ],
  }));
}
