import type { ComparedLine, ComparisonView, SideView } from '../../../engine/protocol/messages.ts';
import { useApp } from '../../../store/use-app.ts';
import { Button, logTime, Panel } from '../../ui/index.ts';
import { changedWords } from '../../ui/words.ts';
import { Pieces } from './columns.tsx';
import styles from './compare.module.css';
import { differenceAt, signOf } from './sentences.ts';

/** The chosen row in full, why the sides part there, and the way to each of its lines. */
export function Detail({ comparison }: { comparison: ComparisonView }) {
  const at = useApp((state) => state.comparedRow);
  const row = useApp((state) => state.comparedCache.get(state.comparedRow));
  const { a, b } = comparison;
  if (!row)
    return (
      <Panel id="compared-line" title="Chosen line">
        <p className={styles.none}>
          {at < 0 ? 'No message is printed up to the cursor. Choose a line above.' : ''}
        </p>
      </Panel>
    );
  const [, says] = signOf(row, { a: a.name, b: b.name });
  const explained = comparison.list[differenceAt(comparison.list, at)];
  const pieces = row.a && row.b && row.kind === 'differs' ? changedWords(row.a.text, row.b.text) : null;
  return (
    <Panel
      id="compared-line"
      title="Chosen line"
      facts={<span>{row.kind === 'same' ? 'on both sides' : says}</span>}
    >
      {row.kind === 'differs' && explained ? <p className={styles.why}>{explained.text}</p> : null}
      <Line side={a} line={row.a} at={at} pieces={pieces?.a} />
      <Line side={b} line={row.b} at={at} pieces={pieces?.b} />
    </Panel>
  );
}

interface LineProps {
  side: SideView;
  line: ComparedLine | null;
  at: number;
  pieces: Parameters<typeof Pieces>[0]['pieces'];
}

const SHORT = { model: 'Model', observed: 'Log', other: 'Beside' } as const;
const THERE = {
  model: 'Show it in the model',
  observed: 'Show it in the observed kernel',
  other: 'Show it in the case beside',
} as const;

function Line({ side, line, at, pieces }: LineProps) {
  const shown = useApp((state) => state.sides?.shown);
  const goCompared = useApp((state) => state.goCompared);
  return (
    <div className={styles.full}>
      <b>{SHORT[side.name]}</b>
      {line ? (
        <>
          <code>
            <span className={styles.stamp}>{logTime(line.time)}</span>{' '}
            <Pieces text={line.text} pieces={pieces} />
          </code>
          {side.name === shown ? null : (
            <Button onClick={() => void goCompared(at, side.name)}>{THERE[side.name]}</Button>
          )}
        </>
      ) : (
        <span className={styles.none}>does not have this line</span>
      )}
    </div>
  );
}
