import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { VIEWS } from '../store/commands.ts';
import type { ViewName } from '../store/state.ts';
import { useApp } from '../store/use-app.ts';
import { MenuButton, type TabItem, Tabs } from '../views/ui/index.ts';
import styles from './app.module.css';

/** Width of the button that has the rest. */
const MORE = 64;

/** The views, as many as there is room for; the one that is shown is among them, the others are in a menu. */
export function ViewTabs() {
  const view = useApp((state) => state.view);
  const setView = useApp((state) => state.setView);
  const row = useRef<HTMLDivElement>(null);
  const fits = useFitting(row);
  const alert = useFindingsAlert();
  const shown = shownViews(view, fits);
  const rest = VIEWS.filter(({ id }) => !shown.some((item) => item.id === id));
  return (
    <div ref={row} className={styles.tabRow}>
      <Tabs
        label="Views"
        items={shown.map((item) => (item.id === 'findings' ? { ...item, alert } : item))}
        selected={view}
        onSelect={(id) => {
          const found = VIEWS.find((item) => item.id === id);
          if (found) setView(found.id);
        }}
      />
      {rest.length > 0 ? (
        <MenuButton
          name="More views"
          className={styles.more}
          items={() => rest.map(({ id, label, keys }) => ({ id, label, keys, onSelect: () => setView(id) }))}
        >
          More
        </MenuButton>
      ) : null}
    </div>
  );
}

/** How many findings lose traffic or sessions; the detectors look as soon as a case is played. */
function useFindingsAlert(): TabItem['alert'] {
  const info = useApp((state) => state.info);
  const growing = useApp((state) => state.growing);
  const need = useApp((state) => state.needFindings);
  const findings = useApp((state) => state.findings);
  // Another case, or one that is complete now, has other findings.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => need(), [need, info, growing]);
  const losing = findings?.findings.filter(({ severity }) => severity === 'loses').length ?? 0;
  return losing > 0 ? { count: losing, of: losing === 1 ? 'loses traffic' : 'lose traffic' } : undefined;
}

/** The first views; the one that is shown takes the last place when it is not among them. */
export function shownViews(view: ViewName, fits: number): typeof VIEWS {
  const first = VIEWS.slice(0, fits);
  const own = VIEWS.find(({ id }) => id === view);
  return !own || first.includes(own) ? first : [...first.slice(0, -1), own];
}

/** How many tabs there is room for; measured once all of them have been drawn, and whenever the row gets another width. */
function useFitting(row: React.RefObject<HTMLDivElement | null>): number {
  const widths = useRef<number[]>([]);
  const [fits, setFits] = useState(VIEWS.length);
  useLayoutEffect(() => {
    const element = row.current;
    if (!element) return;
    const measure = () => {
      const tabs = [...element.querySelectorAll<HTMLElement>('[role=tab]')];
      if (tabs.length === VIEWS.length) widths.current = tabs.map((tab) => tab.offsetWidth);
      setFits(fitting(widths.current, element.clientWidth));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [row]);
  return fits;
}

/** How many of these widths fit, beside the button for the rest if not all do; one at least. */
export function fitting(widths: readonly number[], room: number): number {
  const all = widths.reduce((sum, width) => sum + width, 0);
  if (all <= room) return VIEWS.length;
  // The view that is shown may be a wider one than that whose place it takes.
  const spare = Math.max(...widths) - Math.min(...widths);
  let used = MORE + spare;
  let count = 0;
  for (const width of widths) {
    used += width;
    if (used > room) break;
    count++;
  }
  return Math.max(1, count);
}
