import { commandOf, keyText } from '../store/commands.ts';
import { useApp, useAppStore } from '../store/use-app.ts';
import { Button, Icon, IconButton, KeyCap, Mark, tip } from '../views/ui/index.ts';
import styles from './top-bar.module.css';
import { Transport } from './transport.tsx';

/** Mark, case, transport around the readout, palette, open. */
export function TopBar() {
  const store = useAppStore();
  const info = useApp((state) => state.info);
  const home = useApp((state) => state.home);
  const failure = useApp((state) => state.failure);
  const run = (id: string) => commandOf(id).run(store.getState());
  return (
    <header className={styles.top}>
      <div className={styles.left}>
        <button
          type="button"
          className={styles.brand}
          aria-label="Start page"
          aria-pressed={home}
          disabled={!info}
          onClick={() => store.getState().setHome(!home)}
          {...tip(home ? 'Back to the case' : 'Start page')}
        >
          <Mark />
          <span className={info ? styles.wideOnly : ''}>ipvscope</span>
        </button>
        {info ? (
          <>
            <span className={styles.rule} />
            <button
              type="button"
              className={styles.caseButton}
              aria-haspopup="dialog"
              onClick={() => run('scenarios')}
              {...tip('Choose a built-in case', 'b')}
            >
              <span>{info.title}</span>
              <Icon name="chevron-down" />
            </button>
          </>
        ) : null}
      </div>
      {info && !home && !failure ? <Transport /> : <span />}
      <div className={styles.right}>
        <button
          type="button"
          className={styles.find}
          aria-label="Find or run"
          aria-keyshortcuts="Control+K"
          onClick={() => run('palette')}
        >
          <Icon name="search" />
          <span className={styles.words}>Find or run</span>
          <KeyCap keys={keyText(commandOf('palette').keys[0])} />
        </button>
        <Button
          look="quiet"
          icon="open"
          aria-label="Open files or paste text"
          onClick={() => run('open')}
          {...tip('Open files or paste text', 'o')}
        >
          <span className={styles.wideOnly}>Open</span>
        </Button>
        {info ? (
          <Button
            look="quiet"
            icon="share"
            aria-label="Share or save the case"
            onClick={() => run('share')}
            {...tip('Share or save the case', 'O')}
          >
            <span className={styles.widestOnly}>Share</span>
          </Button>
        ) : null}
        {info ? (
          <IconButton
            icon="info"
            name="About this case: files, kernel, assumptions"
            keys="i"
            onClick={() => run('case')}
          />
        ) : null}
        <IconButton
          icon="contrast"
          name="Change between dark and light"
          keys="t"
          onClick={() => run('theme')}
        />
      </div>
    </header>
  );
}
