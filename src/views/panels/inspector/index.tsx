import { useApp } from '../../../store/use-app.ts';
import type { ObjectView } from '../../../trace/views.ts';
import { LifePanel } from '../../charts/life/life-panel.tsx';
import { Badge, Button, OnItsWay, Panel, PanelFrame, Section, Tabs } from '../../ui/index.ts';
import { Place } from './field-name.tsx';
import { Fields } from './fields.tsx';
import styles from './inspector.module.css';
import { objectTabs, shownTab } from './objects.ts';
import { ComingTimers, RealServers } from './world.tsx';

/** The kernel's objects in scope, field by field; below the real servers and the timers to come. */
export function InspectorPanel() {
  const moment = useApp((state) => state.moment);
  const chosen = useApp((state) => state.objectTab);
  const select = useApp((state) => state.selectObjectTab);
  const lifeOpen = useApp((state) => state.lifeOpen);
  if (lifeOpen) return <LifePanel />;
  if (!moment)
    return (
      <PanelFrame id="inspector" labelledBy="inspector">
        {null}
      </PanelFrame>
    );
  if (moment.sketch)
    return (
      <Panel id="inspector" title="Objects">
        <OnItsWay what="The objects in scope" />
      </Panel>
    );
  const tabs = objectTabs(moment.objects);
  const selected = shownTab(moment, chosen);
  const object = tabs.find((tab) => tab.name === selected)?.object ?? null;
  return (
    <Panel
      id="inspector"
      title={object?.struct ?? selected}
      kernel
      facts={object?.template ? <Badge tone="template">template</Badge> : null}
      actions={
        <span className={styles.heads}>
          <span className={styles.next}>next</span>
          <span>set by</span>
        </span>
      }
      subbar={
        <div className={styles.tabs}>
          <Tabs
            label="Objects in scope"
            look="objects"
            items={tabs.map((tab) => ({ id: tab.name, label: tab.name, dim: tab.object === null }))}
            selected={selected}
            onSelect={select}
          />
          {object?.place ? <Place object={object} /> : null}
          {object?.id.startsWith('ip_vs_conn#') ? <LifeButton conn={object.id} /> : null}
        </div>
      }
    >
      <ObjectBody object={object} name={selected} />
      <Section title="Real servers" facts={<ServiceTitle />}>
        <RealServers />
      </Section>
      <Section title="Coming timers" facts="rounded up by the wheel">
        <ComingTimers />
      </Section>
    </Panel>
  );
}

function LifeButton({ conn }: { conn: string }) {
  const openLife = useApp((state) => state.openLife);
  return (
    <Button look="quiet" keys="y" onClick={() => openLife(conn)}>
      Life
    </Button>
  );
}

function ObjectBody({ object, name }: { object: ObjectView | null; name: string }) {
  if (object) return <Fields object={object} />;
  return (
    <p className={styles.absent}>
      <code>{name}</code> is not in scope at this step, or has not been made yet.
    </p>
  );
}

function ServiceTitle() {
  const service = useApp((state) => state.moment?.services[0] ?? null);
  return service ? <code>{service.title.replace(/\s+/g, ' ')}</code> : null;
}
