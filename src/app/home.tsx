import { commandOf } from '../store/commands.ts';
import { useApp, useAppStore } from '../store/use-app.ts';
import { Button, Icon } from '../views/ui/index.ts';
import styles from './reading.module.css';

/** Before anything is open: what this is, open, try. */
export function Home() {
  const store = useAppStore();
  const info = useApp((state) => state.info);
  const scenarios = useApp((state) => state.scenarios);
  const openScenario = useApp((state) => state.openScenario);
  return (
    <div className={styles.home}>
      <div className={styles.page}>
        <h1 className={styles.display}>See what Linux IPVS did with every packet, and why.</h1>
        <p className={styles.lead}>
          Drop a capture of your director, or its kernel log, or both. ipvscope runs a model of the kernel's
          own logic, in this browser, lets you step through it forwards and backwards, and holds it against
          the log.
        </p>
        <div className={styles.dropArea}>
          <div>
            <h2>Drop files here</h2>
            <p>
              A capture (<code>pcap</code>, <code>pcapng</code>), a kernel log (<code>dmesg</code>,{' '}
              <code>journalctl -k</code>), <code>ipvsadm -Sn</code> or listings of it, <code>sysctl</code>,
              actions, a case.
              <br />
              Several at once, in any order. Text can be pasted.
            </p>
          </div>
          <Button look="primary" keys="o" onClick={() => commandOf('open').run(store.getState())}>
            Open files
          </Button>
        </div>
        <section className={styles.cases} aria-labelledby="try-a-case">
          <h2 id="try-a-case">Try a case</h2>
          {scenarios.map((scenario) => (
            <button
              key={scenario.name}
              type="button"
              className={styles.case}
              onClick={() => void openScenario(scenario.name)}
            >
              <b>{scenario.title}</b>
              <span>{scenario.about}</span>
            </button>
          ))}
        </section>
        {info ? (
          <p className={styles.back}>
            <Button onClick={() => store.getState().setHome(false)}>{`Back to ${info.title}`}</Button>
          </p>
        ) : null}
        <p className={styles.promise}>
          <Icon name="lock" />
          <span>
            <b>Everything stays here.</b> Files are read by this page and never sent. There is no server, no
            account, no tracking.
          </span>
        </p>
      </div>
    </div>
  );
}
