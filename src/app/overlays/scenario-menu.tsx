import { commandOf } from '../../store/commands.ts';
import { useApp, useAppStore } from '../../store/use-app.ts';
import { Button, Dialog } from '../../views/ui/index.ts';
import styles from '../reading.module.css';

/** The built-in cases, and the ways to one's own. */
export function ScenarioMenu({ onClose }: { onClose: () => void }) {
  const store = useAppStore();
  const scenarios = useApp((state) => state.scenarios);
  const current = useApp((state) => state.scenario);
  const info = useApp((state) => state.info);
  const openScenario = useApp((state) => state.openScenario);
  return (
    <Dialog title="Cases" look="menu" onClose={onClose}>
      <div style={{ padding: '0 12px' }}>
        {scenarios.map((scenario, at) => (
          <button
            key={scenario.name}
            data-autofocus={scenario.name === current || (at === 0 && !current) ? true : undefined}
            type="button"
            className={styles.case}
            aria-current={scenario.name === current ? 'true' : undefined}
            onClick={() => {
              onClose();
              void openScenario(scenario.name);
            }}
          >
            <b>{scenario.title}</b>
            <span>{scenario.about}</span>
          </button>
        ))}
      </div>
      <div className={styles.buttons} style={{ margin: 0, padding: 12 }}>
        <Button keys="o" icon="open" onClick={() => commandOf('open').run(store.getState())}>
          Open files or paste text
        </Button>
        {info ? (
          <Button look="quiet" onClick={() => commandOf('case').run(store.getState())}>
            About this case
          </Button>
        ) : null}
      </div>
    </Dialog>
  );
}
