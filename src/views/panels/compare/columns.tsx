import { type CSSProperties, useMemo } from 'react';
import type { ComparedLine, ComparedRow, ComparisonView } from '../../../engine/protocol/messages.ts';
import { useApp } from '../../../store/use-app.ts';
import { counted, loaded, logTime, Panel, VirtualList } from '../../ui/index.ts';
import { changedWords, type Piece } from '../../ui/words.ts';
import styles from './compare.module.css';
import { rowText, signOf } from './sentences.ts';

/** Both sides line by line, in one list, so that they scroll together. */
export function Columns({ comparison }: { comparison: ComparisonView }) {
  const { a, b, lines } = comparison;
  const cache = useApp((state) => state.comparedCache);
  const current = useApp((state) => state.comparedCurrent);
  const row = useApp((state) => state.comparedRow);
  const needCompared = useApp((state) => state.needCompared);
  const select = useApp((state) => state.selectCompared);
  const goCompared = useApp((state) => state.goCompared);
  const shown = useApp((state) => state.sides?.shown);
  const names = useMemo(() => ({ a: a.name, b: b.name }), [a.name, b.name]);
  const last = cache.values().next().value;
  const stamp = logTime(last?.a?.time ?? last?.b?.time ?? 0).length;
  const style = { '--w-stamp': `${stamp * 6.5 + 8}px` } as CSSProperties;
  const enter = (index: number) => void goCompared(index);
  return (
    <Panel
      id="compare"
      title="Line by line"
      facts={<span>yellow: the last line that is printed at the cursor</span>}
      actions={<Legend />}
      fixed
    >
      <div className={styles.columns} style={style}>
        <div className={styles.heads}>
          {[a, b].map((side, at) => (
            <div key={side.name} className={`${styles.head} ${at === 0 ? styles.headA : styles.headB}`}>
              <b>{side.title}</b>
              <span>
                {counted([lines.a, lines.b][at], 'message')}
                {side.name === shown ? ', shown in all views' : ''}
              </span>
            </div>
          ))}
        </div>
        <div className={styles.list}>
          <VirtualList
            label={`${a.title} and ${b.title}, line by line`}
            count={comparison.rows}
            active={row}
            activeIsNow={false}
            onMove={select}
            onPick={enter}
            onOpen={enter}
            onRange={needCompared}
            rowClass={(index) => (index === row ? styles.chosen : '')}
            rowAria={(index) => {
              const found = cache.get(index);
              return {
                'aria-current': index === current ? 'step' : undefined,
                'aria-label': found ? rowText(found, names) : undefined,
              };
            }}
            renderRow={(index) =>
              loaded(cache.get(index), (row) => (
                <Row row={row} names={names} ahead={index > current} now={index === current} />
              ))
            }
          />
        </div>
      </div>
    </Panel>
  );
}

function Legend() {
  return (
    <span className={styles.legend}>
      <code>≠</code> differs <code>−</code> left only <code>+</code> right only
    </span>
  );
}

interface RowProps {
  row: ComparedRow;
  names: Parameters<typeof signOf>[1];
  ahead: boolean;
  now: boolean;
}

function Row({ row, names, ahead, now }: RowProps) {
  const { a, b } = row;
  const [sign] = signOf(row, names);
  const pieces = a && b && row.kind === 'differs' ? changedWords(a.text, b.text) : null;
  const tone = `${row.kind === 'differs' ? styles.differs : ''} ${ahead ? styles.ahead : ''} ${now ? styles.now : ''}`;
  return (
    <div className={`${styles.row} ${tone}`}>
      <Side line={a} pieces={pieces?.a} timeDiffers={sign === '~'} />
      <span className={styles.sign}>{sign}</span>
      <Side line={b} pieces={pieces?.b} timeDiffers={sign === '~'} />
    </div>
  );
}

interface SideProps {
  line: ComparedLine | null;
  pieces: readonly Piece[] | undefined;
  timeDiffers: boolean;
}

function Side({ line, pieces, timeDiffers }: SideProps) {
  if (!line) return <span className={styles.missing} />;
  return (
    <>
      <span className={`${styles.stamp} ${timeDiffers ? styles.word : ''}`}>{logTime(line.time)}</span>
      <span className={styles.text}>
        <Pieces text={line.text} pieces={pieces} />
      </span>
    </>
  );
}

/** A line with the words marked that the other side does not have. */
export function Pieces({ text, pieces }: { text: string; pieces: readonly Piece[] | undefined }) {
  if (!pieces) return text;
  let at = 0;
  return pieces.map((piece) => {
    const key = at;
    at += piece.text.length;
    return piece.differs ? (
      <span key={key} className={styles.word}>
        {piece.text}
      </span>
    ) : (
      <span key={key}>{piece.text}</span>
    );
  });
}
