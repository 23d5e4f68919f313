import { commandOf, keyText } from '../../../store/commands.ts';
import type { AppState } from '../../../store/state.ts';
import { useApp, useAppStore } from '../../../store/use-app.ts';
import { Button, counted, IconButton, Panel, Section } from '../../ui/index.ts';
import { Bookmarks } from './bookmarks.tsx';
import { Breakpoints } from './breakpoints.tsx';
import styles from './stops.module.css';
import { Watches } from './watches.tsx';

/** What is set, in few words; '' = nothing. */
function summary({ breakpoints, watches, bookmarks }: AppState): string {
  return [
    breakpoints.length > 0 ? counted(breakpoints.length, 'breakpoint') : '',
    watches.length > 0 ? counted(watches.length, 'watch', 'watches') : '',
    bookmarks.length > 0 ? counted(bookmarks.length, 'bookmark') : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** Breakpoints, watches and bookmarks, one under the other. */
export function StopsLists() {
  const store = useAppStore();
  const said = useApp((state) => state.stopsSaid);
  return (
    <>
      <p className={styles.said} role="status" hidden={said === ''}>
        {said}
      </p>
      <Section title="Watch">
        <Watches />
      </Section>
      <Section title="Stop at" facts={<Counting />}>
        <Breakpoints />
      </Section>
      <Section
        title="Bookmarks"
        actions={
          <Button
            look="quiet"
            className={styles.small}
            keys="k"
            onClick={() => commandOf('bookmark').run(store.getState())}
          >
            Mark this moment
          </Button>
        }
      >
        <Bookmarks />
      </Section>
    </>
  );
}

function Counting() {
  const counting = useApp((state) => state.counting);
  if (!counting || counting.total === 0) return null;
  return <span>{`counting hits, ${Math.floor((100 * counting.done) / counting.total)} %`}</span>;
}

/** Under the inspector; folded it is one line. */
export function StopsPanel() {
  const open = useApp((state) => state.openStops);
  const facts = useApp(summary);
  return (
    <Panel
      id="stops"
      title="Stops"
      facts={<span>{facts}</span>}
      actions={
        <IconButton
          icon="chevron-down"
          name="Fold the stops"
          keys={keyText(commandOf('stops').keys[0])}
          onClick={() => open(false)}
        />
      }
    >
      <StopsLists />
    </Panel>
  );
}

export function FoldedStops() {
  const open = useApp((state) => state.openStops);
  const facts = useApp(summary);
  const said = useApp((state) => state.stopsSaid);
  const [key] = commandOf('stops').keys;
  return (
    <button type="button" className={styles.folded} aria-expanded={false} onClick={() => open(true)}>
      <b>Stops</b>
      <span role="status">{said || facts || 'breakpoints, watches, bookmarks'}</span>
      <span className={styles.key} aria-hidden="true">
        {keyText(key)}
      </span>
    </button>
  );
}
