import { useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { FindingView } from '../../../trace/finding-views.ts';
import { count, MenuButton, Pane, Panel, Split, Tabs } from '../../ui/index.ts';
import { ChangedPackets } from './changed.tsx';
import { Remedies } from './remedies.tsx';
import { TradeOff } from './trade-off.tsx';
import styles from './whatif.module.css';
import { WhatIfTable } from './whatif.tsx';

/** Findings whose mending is a trade-off: what would have helped is shown first. */
const ASKS_WHAT_IF: readonly string[] = ['session-loss', 'uneven-balance', 'cross-service'];

/** What can be done about a finding, and what would have happened then. */
export function Lower({ finding }: { finding: FindingView | null }) {
  const [wanted, setWanted] = useState<'what-if' | 'remedies' | null>(null);
  const first = finding && !ASKS_WHAT_IF.includes(finding.id) ? 'remedies' : 'what-if';
  const look = finding ? (wanted ?? first) : 'what-if';
  const events = useApp((state) => state.overview?.events ?? 0);
  const limit = useApp((state) => state.whatIf?.limits[0] ?? state.findings?.limits[0] ?? '');
  const tabs = (
    <Tabs
      label="What helps"
      items={[
        { id: 'what-if', label: 'What if' },
        ...(finding ? [{ id: 'remedies', label: 'What can be done' }] : []),
      ]}
      selected={look}
      onSelect={(id) => setWanted(id === 'what-if' ? 'what-if' : 'remedies')}
      look="objects"
    />
  );
  const footer = limit ? <span>{limit}</span> : undefined;
  if (look === 'remedies' && finding)
    return (
      <Panel id="remedies" title="What can be done" search={tabs} footer={footer}>
        <Remedies finding={finding} />
      </Panel>
    );
  return (
    <WithTradeOff>
      <Panel
        id="what-if"
        title="What if"
        facts={<span>the same {count(events)} events, replayed</span>}
        search={tabs}
        actions={<Try />}
        footer={footer}
        fixed
      >
        <WhatIfTable service={finding?.service ?? null} />
      </Panel>
    </WithTradeOff>
  );
}

function WithTradeOff({ children }: { children: React.ReactNode }) {
  const layout = useApp((state) => state.sizes['what-if-columns']);
  const setSizes = useApp((state) => state.setSizes);
  return (
    <Split
      id="what-if-columns"
      direction="horizontal"
      layout={layout}
      onLayout={(next) => setSizes('what-if-columns', next)}
    >
      <Pane id="alternatives" label="the alternatives" min={300}>
        {children}
      </Pane>
      <Pane id="trade-off" label="affinity against balance" size={388} min={220} keepsPixels>
        <Beside />
      </Pane>
    </Split>
  );
}

/** The trade-off of all alternatives, or what the chosen one changes. */
function Beside() {
  const [look, setLook] = useState<'trade-off' | 'changed'>('trade-off');
  const total = useApp((state) => state.changedTotal);
  return (
    <Panel
      id="trade-off"
      title={look === 'trade-off' ? 'Affinity against balance' : 'Changed packets'}
      search={
        <Tabs
          label="Alternatives"
          items={[
            { id: 'trade-off', label: 'All' },
            { id: 'changed', label: `Changed ${count(total)}` },
          ]}
          selected={look}
          onSelect={(id) => setLook(id === 'changed' ? 'changed' : 'trade-off')}
          look="objects"
        />
      }
      fixed={look === 'changed'}
    >
      {look === 'trade-off' ? <TradeOff /> : <ChangedPackets />}
    </Panel>
  );
}

function Try() {
  const presets = useApp((state) => state.presets);
  const attempt = useApp((state) => state.tryAlternatives);
  const setOverlay = useApp((state) => state.setOverlay);
  return (
    <MenuButton
      name="Add an alternative"
      className={styles.add}
      items={() => [
        ...presets.map(({ id, title, alternatives }) => ({
          id,
          label: title,
          onSelect: () => attempt(alternatives),
        })),
        { id: 'own', label: 'Own changes ...', keys: 'A', onSelect: () => setOverlay('what-if') },
      ]}
    >
      Add an alternative
    </MenuButton>
  );
}
