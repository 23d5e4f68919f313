import type { ReactNode } from 'react';
import type { SchedulerView } from '../../../../trace/scheduler-views.ts';
import type { ServiceView } from '../../../../trace/views.ts';
import { Cache } from './cache.tsx';
import styles from './inside.module.css';
import { Order, Random } from './order.tsx';
import { Overheads } from './overheads.tsx';
import { Cursor, Wrr } from './ring.tsx';
import { Maglev, Slots } from './slots.tsx';

/** What the scheduler of a service has in mind: folded with its title, open for the service that is looked at. */
export function SchedulerInside({ service, open }: { service: ServiceView; open: boolean }) {
  const { inside, scheduler } = service;
  if (!inside || service.servers.length === 0) return null;
  return (
    <details className={styles.inside} open={open} data-scheduler={scheduler}>
      <summary className={styles.summary}>
        <code>{scheduler}</code> {TITLES[inside.kind]}
      </summary>
      <div className={styles.body}>{bodyOf(inside, service)}</div>
    </details>
  );
}

const TITLES: Readonly<Record<SchedulerView['kind'], string>> = {
  cursor: 'goes round the list',
  wrr: 'goes round the list by weight',
  overheads: 'takes the least overhead',
  slots: 'looks the address up in 256 slots',
  maglev: 'looks the address up in a table',
  cache: 'remembers servers by destination address',
  order: 'takes the heaviest',
  random: 'draws two and takes the less loaded',
};

function bodyOf(inside: SchedulerView, service: ServiceView): ReactNode {
  const servers = service.servers.map(({ server }) => server);
  switch (inside.kind) {
    case 'cursor':
      return <Cursor inside={inside} servers={servers} />;
    case 'wrr':
      return <Wrr inside={inside} servers={servers} />;
    case 'overheads':
      return <Overheads inside={inside} servers={servers} />;
    case 'slots':
      return <Slots inside={inside} servers={servers} />;
    case 'maglev':
      return <Maglev inside={inside} servers={servers} />;
    case 'cache':
      return <Cache inside={inside} />;
    case 'order':
      return <Order inside={inside} servers={servers} />;
    case 'random':
      return <Random inside={inside} servers={servers} />;
  }
}
