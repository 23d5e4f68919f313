import { useApp } from '../../../store/use-app.ts';
import type { ServiceView } from '../../../trace/views.ts';
import { Empty, OnItsWay, Pane, Panel, Split } from '../../ui/index.ts';
import { SchedulerInside } from './inside/index.tsx';
import { OverTime } from './over-time.tsx';
import { ServiceTable } from './service-table.tsx';
import styles from './services.module.css';
import { Trash } from './trash.tsx';

/** Virtual services and real servers at the cursor, and what became of them over time. */
export function ServicesView() {
  const layout = useApp((state) => state.sizes.services);
  const setSizes = useApp((state) => state.setSizes);
  return (
    <Split id="services" direction="vertical" layout={layout} onLayout={(next) => setSizes('services', next)}>
      <Pane id="services" size="46%" min={150}>
        <Services />
      </Pane>
      <Pane id="charts" label="charts over time" min={150}>
        <OverTime />
      </Pane>
    </Split>
  );
}

/** What a log tells of services, and what it does not. */
function ToldFacts({ when }: { when: string }) {
  const given = useApp((state) => state.sides?.given.rules ?? false);
  return (
    <span>
      as far as the log tells at {when}; it has no counters
      {given ? '' : ', and where no line names a scheduler or a weight, wlc and 1 are shown'}
    </span>
  );
}

function InsideUnknown({ service }: { service: ServiceView }) {
  return (
    <p className={styles.unknown}>
      What <code>{service.scheduler}</code> holds inside and would choose next is not in the log.
    </p>
  );
}

function Services() {
  const told = useApp((state) => state.info?.observed ?? false);
  const moment = useApp((state) => state.moment);
  if (!moment) return null;
  const { services, trash } = moment;
  const when = moment.cursor.event < 0 ? 'the start' : `${moment.time.toFixed(3)} s`;
  return (
    <Panel
      id="services"
      title="Services"
      facts={
        told ? (
          <ToldFacts when={when} />
        ) : (
          <span>
            as <code>ipvsadm -Ln</code> at {when}, with the counters of <code>--stats</code>,{' '}
            <code>--thresholds</code> and <code>--persistent-conn</code>
          </span>
        )
      }
    >
      {moment.sketch ? (
        <OnItsWay what="Services and servers with their counters" />
      ) : services.length === 0 ? (
        <Empty headline="No services">
          Nothing is balanced at this moment: add rules with <code>ipvsadm -A</code> and <code>-a</code>, or
          open a file of <code>ipvsadm -Sn</code>. Without a service the kernel does not even register its
          hooks.
        </Empty>
      ) : (
        <div className={styles.scroll}>
          {services.map((service, i) => (
            <div key={service.id} className={styles.service}>
              <ServiceTable service={service} />
              {told ? (
                <InsideUnknown service={service} />
              ) : (
                <SchedulerInside service={service} open={i === 0} />
              )}
            </div>
          ))}
          <Trash trash={trash} />
        </div>
      )}
    </Panel>
  );
}
