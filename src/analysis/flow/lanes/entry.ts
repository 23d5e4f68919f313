import { anchor, branch, call, end, goto, type Item, type Lane, passable } from '../lane.ts';
import type { FlowKernel } from './kernel.ts';

/** ip_vs_conn_new: makes an entry or a template. */
export function connNew(): Lane {
  return {
    title: 'ip_vs_conn_new',
    file: 'ip_vs_conn.c',
    fns: ['ip_vs_conn_new'],
    items: [
      passable(call('ip_vs_bind_dest', 'to its server: counted, method taken')),
      passable(call('ip_vs_conn_hash', 'at the head of its bucket')),
      end('cp'),
    ],
  };
}

const CONTROLLED = 'atomic_read(&cp->n_control)';

const postponed = (modern: boolean): Item[] => [
  anchor('delayed'),
  ...(modern ? [passable(call('ip_vs_sync_conn', 'on a sync master'))] : []),
  call('ip_vs_conn_put', 'again in 60 s'),
  end('delayed'),
];

/** ip_vs_conn_expire: the timer of an entry has run out. */
export function connExpire({ modern }: FlowKernel): Lane {
  const keeps = branch(
    CONTROLLED,
    { true: ['keeps others: stays', [goto('delayed')]], false: ['keeps none'] },
    'atomic_read(&cp->n_control)',
  );
  const unlinked: Item[] = modern
    ? [
        branch('ip_vs_conn_unlink(cp)', {
          true: ['out of the table'],
          false: ['in use: stays', [goto('delayed')]],
        }),
      ]
    : [
        passable(
          branch('atomic_read(&cp->refcnt) == 1', {
            true: ['out of the table'],
            false: ['in use: stays', [call('ip_vs_conn_hash', 'back into the table'), goto('delayed')]],
          }),
        ),
      ];
  return {
    title: 'ip_vs_conn_expire',
    file: 'ip_vs_conn.c',
    fns: ['ip_vs_conn_expire'],
    items: [
      keeps,
      ...unlinked,
      passable(call('ip_vs_control_del', 'its template keeps it no more')),
      ...(modern
        ? [
            passable(call('ip_vs_conn_expire', 'the template, if idle and not assured')),
            passable(call('ip_vs_conn_drop_conntrack', 'its conntrack ends with it')),
          ]
        : []),
      passable(call('ip_vs_unbind_dest', 'off the counts of its server')),
      end('released'),
      ...postponed(modern),
    ],
  };
}

/** ip_vs_random_dropentry: the defence against floods (drop_entry). */
export function dropEntry({ modern }: FlowKernel): Lane {
  const fn = modern ? 'ip_vs_conn_expire' : 'ip_vs_conn_expire_now';
  return {
    title: 'ip_vs_random_dropentry',
    file: 'ip_vs_conn.c',
    fns: ['ip_vs_random_dropentry'],
    rare: true,
    loops: true,
    items: [passable(call(fn, 'entries of embryonic connections')), end('')],
  };
}
