import { useApp, useDetailed } from '../../../store/use-app.ts';
import type { Moment } from '../../../trace/views.ts';
import { Button, count, counted, IconButton, ServerChip, tip } from '../../ui/index.ts';
import styles from './bar.module.css';
import chart from './flow.module.css';
import type { Lit } from './lit.ts';

/** What is lit, in a sentence; why nothing is, where nothing is. */
export function Said({ lit, moment }: { lit: Lit; moment: Moment }) {
  const observed = useApp((state) => state.info?.observed ?? false);
  const { row } = moment;
  if (moment.cursor.event < 0)
    return (
      <span className={styles.said}>Before the first event. The numbers count all events of the case.</span>
    );
  if (!row) return null;
  const name = row.packet === null ? KINDS[row.kind] : `Packet ${count(row.packet)}`;
  if (lit.order.length === 0)
    return (
      <span className={styles.said}>
        <strong>{name}</strong>
        {moment.sketch ? ': the model runs up to it.' : whyNothing(row.kind, observed)}
      </span>
    );
  return (
    <span className={styles.said}>
      <strong>{name}</strong>
      {row.src && row.dst ? (
        <>
          , <code>{row.src}</code> {'\u2192'} <code>{row.dst}</code> {row.flags}
        </>
      ) : row.client ? (
        <>
          , <code>{row.client}</code>
        </>
      ) : null}
      , {observed ? 'functions that its lines tell of' : counted(lit.branches, 'branch', 'branches')},{' '}
      {row.what} {row.server ? <ServerChip server={row.server} /> : null}
    </span>
  );
}

const KINDS = { packet: 'Packet', timer: 'Timer', command: 'Command', note: 'Note' } as const;

function whyNothing(kind: keyof typeof KINDS, observed: boolean): string {
  if (observed) return ': its lines tell of no function on the chart.';
  if (kind === 'command') return ': an administrator\u2019s command takes none of these ways.';
  if (kind === 'packet') return ': it did not enter IPVS, so no way is lit.';
  return ': it ran none of these functions.';
}

/** What the chart can do. */
export function Tools() {
  const heat = useApp((state) => state.flowHeat);
  const follows = useApp((state) => state.flowFollows);
  const setFlow = useApp((state) => state.setFlow);
  const askFlow = useApp((state) => state.askFlow);
  return (
    <>
      <Button
        look="quiet"
        keys="G"
        className={styles.toggle}
        aria-pressed={heat}
        onClick={() => setFlow({ flowHeat: !heat })}
        {...tip('Width of the lines by the number of events that took them')}
      >
        Heat
      </Button>
      <Button
        look="quiet"
        keys="g"
        className={styles.toggle}
        aria-pressed={follows}
        onClick={() => {
          setFlow({ flowFollows: !follows });
          askFlow(follows ? 'fit' : 'cursor');
        }}
        {...tip("Keep the cursor's node in view, or show the whole chart")}
      >
        Follow
      </Button>
      <IconButton icon="minus" name="Smaller" keys="-" onClick={() => askFlow('out')} />
      <IconButton icon="plus" name="Larger" keys="+" onClick={() => askFlow('in')} />
    </>
  );
}

const LINES = [
  { name: 'taken', edge: 'edge-past' },
  { name: 'ahead of the cursor', edge: 'edge-ahead' },
  { name: 'not taken', edge: 'edge-none' },
] as const;

export function Legend() {
  const detailed = useDetailed();
  return (
    <span className={styles.legend}>
      <span>{detailed ? 'numbers: events that came here' : 'a run this long is not counted'}</span>
      {LINES.map(({ name, edge }) => (
        <span key={name}>
          <svg width="24" height="8" aria-hidden="true" focusable="false">
            <path d="M0 4h24" className={`${chart.edge} ${chart[edge]}`} />
          </svg>
          {name}
        </span>
      ))}
    </span>
  );
}
