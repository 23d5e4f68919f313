import type { ReactNode } from 'react';
import type { Changer, DifferenceRow, ValueText } from '../../../trace/difference-views.ts';
import { counted } from '../../ui/index.ts';
import { changedWords, type Piece } from '../../ui/words.ts';
import styles from './differences.module.css';
import { GROUP_ABOUT, GROUP_NAMES, growth, signOf, tallyOf } from './words.ts';

export interface RowProps {
  row: DifferenceRow;
  /** The moments are of two sides: what differs is trouble. */
  across: boolean;
  onGo: (changer: Changer) => void;
}

/** One row of the two columns. Buttons are no tab stops: Enter on the row does the same. */
export function Row({ row, across, onGo }: RowProps) {
  if (row.kind === 'group') return <GroupRow row={row} />;
  if (row.kind === 'fold') return <Cell className={styles.fold}>{counted(row.lines, 'equal line')}</Cell>;
  const className = `${styles.row} ${row.kind === 'line' ? styles.line : ''} ${across ? styles.across : ''}`;
  return (
    <div className={className} role="presentation">
      {row.kind === 'object' ? <ObjectCells row={row} onGo={onGo} /> : null}
      {row.kind === 'field' ? <FieldCells row={row} across={across} onGo={onGo} /> : null}
      {row.kind === 'line' ? <LineCells row={row} /> : null}
    </div>
  );
}

function GroupRow({ row }: { row: Extract<DifferenceRow, { kind: 'group' }> }) {
  return (
    <Cell className={styles.group}>
      <b>{GROUP_NAMES[row.group]}</b>
      <code>{tallyOf(row)}</code>
      <span>{GROUP_ABOUT[row.group]}</span>
    </Cell>
  );
}

interface CellBoxProps {
  className: string;
  children: ReactNode;
}

function Cell({ className, children }: CellBoxProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid cannot be made of table elements
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and tells the active row
    <div role="gridcell" className={className}>
      {children}
    </div>
  );
}

interface CellProps<K extends DifferenceRow['kind']> {
  row: Extract<DifferenceRow, { kind: K }>;
  onGo: (changer: Changer) => void;
}

function ObjectCells({ row, onGo }: CellProps<'object'>) {
  const name = row.template ? styles.template : styles.name;
  const half = (text: string | null, at: 'a' | 'b') => (
    <Cell key={at} className={`${styles.half} ${text === null ? styles.missing : ''}`}>
      {text === null ? (
        <span className="visually-hidden">not there</span>
      ) : (
        <>
          <span className={name}>{row.name}</span>
          {row.template ? <span className={styles.word}>template</span> : null}
          <span className={styles.about}>{text}</span>
        </>
      )}
    </Cell>
  );
  return (
    <>
      {half(row.sign === '!=' ? (row.a ?? '') : row.a, 'a')}
      <Sign row={row} />
      {half(row.sign === '!=' ? (row.b ?? '') : row.b, 'b')}
      <By by={row.by} what={row.name} onGo={onGo} />
    </>
  );
}

function FieldCells({ row, across, onGo }: CellProps<'field'> & { across: boolean }) {
  return (
    <>
      <Cell className={`${styles.field} ${row.of ? '' : styles.single}`}>{row.name}</Cell>
      <Cell className={styles.old}>
        <ValueCell text={row.a} />
        {row.byA ? <Go changer={row.byA} what={`${row.name} at A`} onGo={onGo} /> : null}
      </Cell>
      <Sign row={row} />
      <Cell className={styles.new}>
        <ValueCell text={row.b} more={across ? '' : growth(row.name, row.a, row.b)} />
      </Cell>
      <By by={row.by} what={row.name} onGo={onGo} />
    </>
  );
}

function ValueCell({ text, more = '' }: { text: ValueText; more?: string }) {
  const gloss = text.gloss || more;
  return (
    <>
      <code>{text.value}</code>
      {gloss ? <span className={styles.gloss}>{gloss}</span> : null}
    </>
  );
}

function LineCells({ row }: Pick<CellProps<'line'>, 'row'>) {
  const { a, b } = row;
  const pieces = a !== null && b !== null && a !== b ? changedWords(a, b) : null;
  const half = (text: string | null, at: 'a' | 'b') => (
    <Cell className={`${styles.half} ${text === null ? styles.missing : ''} ${a === b ? styles.same : ''}`}>
      {text === null ? (
        <span className="visually-hidden">not there</span>
      ) : (
        <span className={styles.text}>{pieces ? <Pieces pieces={pieces[at]} /> : text}</span>
      )}
    </Cell>
  );
  return (
    <>
      {half(a, 'a')}
      <Sign row={row} />
      {half(b, 'b')}
    </>
  );
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  let at = 0;
  return pieces.map(({ text, differs }) => {
    const key = at;
    at += text.length;
    return (
      <span key={key} className={differs ? styles.differs : undefined}>
        {text}
      </span>
    );
  });
}

function Sign({ row }: { row: DifferenceRow }) {
  return <Cell className={styles.sign}>{signOf(row)}</Cell>;
}

function By({ by, what, onGo }: { by: Changer | null; what: string; onGo: RowProps['onGo'] }) {
  return <Cell className={styles.by}>{by ? <Go changer={by} what={what} onGo={onGo} /> : null}</Cell>;
}

function Go({ changer, what, onGo }: { changer: Changer; what: string; onGo: RowProps['onGo'] }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`plain-link ${styles.go}`}
      aria-label={`${changer.label}: go to where ${what} was changed`}
      onClick={(event) => {
        event.stopPropagation();
        onGo(changer);
      }}
    >
      {changer.label}
    </button>
  );
}
