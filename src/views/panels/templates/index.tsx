import { useMemo } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { FamilyView } from '../../../trace/views.ts';
import { WheelChart } from '../../charts/wheel.tsx';
import { count, Pane, Panel, Phrases, Section, Split, timerTime } from '../../ui/index.ts';
import { Biography } from './biography.tsx';
import { NoTemplates } from './empty.tsx';
import { FamilyList } from './family-list.tsx';
import { LifeChart } from './life-chart.tsx';
import styles from './templates.module.css';
import { whyHere } from './why-here.ts';

/** Persistence templates, the entries they control, and why each is still in the table. */
export function TemplatesView() {
  const families = useApp((state) => state.moment?.families);
  const chosen = useApp((state) => state.conn);
  const about = useApp((state) => state.moment?.row?.entry ?? null);
  const layout = useApp((state) => state.sizes.templates);
  const setSizes = useApp((state) => state.setSizes);
  const sorted = useMemo(
    () => [...(families ?? [])].sort((a, b) => (a.template.fires ?? 0) - (b.template.fires ?? 0)),
    [families],
  );
  const isKnown = useApp((state) => state.moment?.parts.includes('families') ?? false);
  const family = chooseFamily(sorted, chosen, about);
  if (!isKnown) return null;
  if (!family) return <NoTemplates />;
  return (
    <Split
      id="templates"
      direction="horizontal"
      layout={layout}
      onLayout={(next) => setSizes('templates', next)}
    >
      <Pane id="families" size={452} min={300} keepsPixels>
        <Panel
          id="families"
          title="Families"
          facts={<Facts listed={sorted.length} />}
          actions="by expiry"
          fixed
        >
          <div className={styles.left}>
            <FamilyList families={sorted} selected={family} />
            <Why family={family} />
            <Biography family={family} />
          </div>
        </Panel>
      </Pane>
      <Pane id="life" min={360}>
        <div className={styles.right}>
          <LifeChart family={family} />
          <Section title="Timer wheel" facts="where the timers of this moment stand">
            <WheelChart />
          </Section>
        </div>
      </Pane>
    </Split>
  );
}

/** The family of the chosen entry, else of the event's, else the next to fire. */
function chooseFamily(
  families: readonly FamilyView[],
  chosen: string | null,
  about: string | null,
): FamilyView | undefined {
  const of = (id: string) =>
    families.find(({ template, children }) => template.id === id || children.some((one) => one.id === id));
  return (
    (chosen === null ? undefined : of(chosen)) ?? (about === null ? undefined : of(about)) ?? families[0]
  );
}

function Facts({ listed }: { listed: number }) {
  const templates = useApp((state) => state.moment?.totals.templates ?? 0);
  const entries = useApp((state) => state.moment?.totals.controlled ?? 0);
  return (
    <span>
      <code className={styles.violet}>{count(templates)}</code>{' '}
      {templates === 1 ? 'template controls' : 'templates control'} <code>{count(entries)}</code>{' '}
      {entries === 1 ? 'entry' : 'entries'}
      {listed < templates ? `, ${count(listed)} listed` : ''}
    </span>
  );
}

function Why({ family }: { family: FamilyView }) {
  const moment = useApp((state) => state.moment);
  const hz = useApp((state) => state.info?.hz ?? 100);
  const go = useApp((state) => state.go);
  const told = useApp((state) => state.info?.observed ?? false);
  if (!moment) return null;
  const phrases = whyHere({
    family,
    row: moment.row,
    time: moment.time,
    persistent: moment.services.find((service) => service.persistent !== null)?.persistent ?? null,
    told,
    stamp: (seconds) => timerTime(seconds, hz),
  });
  return (
    <p className={styles.why}>
      <strong>Why it is still here. </strong>
      <Phrases phrases={phrases} onGo={go} />
    </p>
  );
}
