import { useEffect } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { SelectedFamily } from '../../../trace/queue-views.ts';
import { LifeList } from '../../charts/life/life-list.tsx';
import { WheelChart } from '../../charts/wheel.tsx';
import { Button, count, endpoint, Pane, Panel, Phrases, Section, Split, timerTime } from '../../ui/index.ts';
import { NoTemplates } from './empty.tsx';
import { FamilyList } from './family-list.tsx';
import { FamilyTools } from './family-tools.tsx';
import { LifeChart } from './life-chart.tsx';
import styles from './templates.module.css';
import { whyHere } from './why-here.ts';

/** Families that are asked for before it is known how many are seen. */
const FIRST = 120;

/** Persistence templates, the entries they control, and why each is still in the table. */
export function TemplatesView() {
  const layout = useApp((state) => state.sizes.templates);
  const setSizes = useApp((state) => state.setSizes);
  const needFamilies = useApp((state) => state.needFamilies);
  const needTimers = useApp((state) => state.needTimers);
  const found = useApp((state) => state.families);
  useEffect(() => {
    needFamilies({ from: 0, count: FIRST });
    needTimers({ from: 0, count: 0 });
    return () => {
      needFamilies(null);
      needTimers(null);
    };
  }, [needFamilies, needTimers]);
  if (!found) return null;
  const family = found.selected;
  if (found.templates === 0 || !family) return <NoFamily />;
  return (
    <Split
      id="templates"
      direction="horizontal"
      layout={layout}
      onLayout={(next) => setSizes('templates', next)}
    >
      <Pane id="families" size={452} min={300} keepsPixels>
        <Panel id="families" title="Families" facts={<Facts />} subbar={<FamilyTools />} fixed>
          <div className={styles.left}>
            <FamilyList />
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

/** Nothing at all, or nothing that passes the filter. */
function NoFamily() {
  const filter = useApp((state) => state.familyQuery.filter);
  const none = useApp((state) => state.families?.templates === 0);
  if (none || filter === '') return <NoTemplates />;
  return (
    <Panel id="families" title="Families" facts={<Facts />} subbar={<FamilyTools />}>
      <p className={styles.nothing}>No template passes the filter.</p>
    </Panel>
  );
}

function Facts() {
  const templates = useApp((state) => state.families?.templates ?? 0);
  const entries = useApp((state) => state.families?.controlled ?? 0);
  return (
    <span>
      <code className={styles.violet}>{count(templates)}</code>{' '}
      {templates === 1 ? 'template controls' : 'templates control'} <code>{count(entries)}</code>{' '}
      {entries === 1 ? 'entry' : 'entries'}
    </span>
  );
}

/** The life of the chosen entry of the family, else of the template. */
function Biography({ family }: { family: SelectedFamily }) {
  const chosen = useApp((state) => state.conn);
  const openLife = useApp((state) => state.openLife);
  const conn = family.children.find(({ id }) => id === chosen) ?? family.template;
  return (
    <Section
      title="Biography"
      facts={<code className={conn.template ? styles.violet : ''}>{endpoint(conn.caddr, conn.cport)}</code>}
      actions={
        <Button look="quiet" onClick={() => openLife(conn.id, 'client')}>
          Client over time
        </Button>
      }
    >
      <div className={styles.biography}>
        <LifeList conn={conn.id} />
      </div>
    </Section>
  );
}

function Why({ family }: { family: SelectedFamily }) {
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
    about: family.row,
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
