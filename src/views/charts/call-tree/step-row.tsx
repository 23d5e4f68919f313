import type { CSSProperties } from 'react';
import { useApp } from '../../../store/use-app.ts';
import { sourceOf } from '../../../trace/kernel-source.ts';
import type { Comparison, Step } from '../../../trace/views.ts';
import { Icon, SourceLink, slowTip } from '../../ui/index.ts';
import styles from './call-tree.module.css';
import type { TreeRow } from './tree.ts';

/** One line of the tree: sign, what, operands, result right, step number far right. */
export function StepRow({ row, onToggle }: { row: TreeRow | undefined; onToggle: () => void }) {
  if (!row) return null;
  const { step, place } = row;
  const style = { '--depth': step.depth } as CSSProperties;
  return (
    <div
      className={`${styles.row} ${styles[place] ?? ''}`}
      style={style}
      {...slowTip(step.comparisons ? comparisonText(step.comparisons) : sentence(step))}
    >
      <Sign row={row} onToggle={onToggle} />
      <span className={`${styles.main} ${step.kind === 'log' ? styles.log : ''}`}>
        <span className={step.kind === 'call' ? styles.call : ''}>{step.text}</span>
        {step.detail ? ` ${arrows(step.detail)}` : ''}
        <Failed comparisons={step.comparisons} />
      </span>
      <span className={styles.space} />
      {step.note ? <span className={styles.note}>{step.note}</span> : null}
      {step.kind === 'call' ? <Source fn={step.text} /> : null}
      <span className={styles.result}>
        <Result step={step} />
        <span className={styles.number}>{step.number}</span>
      </span>
    </div>
  );
}

/** Seen where the pointer or the cursor is; Shift+Enter follows it from the tree. */
function Source({ fn }: { fn: string }) {
  const profile = useApp((state) => state.info?.profile ?? '');
  if (!sourceOf(profile, fn)) return null;
  return (
    <span className={styles.source}>
      <SourceLink profile={profile} fn={fn} inList>
        <Icon name="source" size={13} />
      </SourceLink>
    </span>
  );
}

/** The first field that differs: why the walk goes on to the next node. */
function Failed({ comparisons }: { comparisons: readonly Comparison[] | undefined }) {
  const failed = comparisons?.find((comparison) => !comparison.equal);
  if (!failed) return null;
  return <span className={styles.failed}>{`  ${failed.field} ${failed.left} \u2260 ${failed.right}`}</span>;
}

/** A triangle for calls, diamond for branches, square for buckets, `=` and `:=` for comparisons and writes. */
function Sign({ row, onToggle }: { row: TreeRow; onToggle: () => void }) {
  const { step, parent, open } = row;
  if (parent)
    return (
      <button
        type="button"
        tabIndex={-1}
        className={`${styles.sign} ${styles.toggle}`}
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          onToggle();
        }}
      >
        <Icon name={open ? 'triangle-open' : 'triangle'} size={12} />
      </button>
    );
  return <span className={styles.sign}>{signOf(step)}</span>;
}

function signOf(step: Step) {
  switch (step.kind) {
    case 'branch':
      return <Icon name="diamond" size={13} />;
    case 'bucket':
      return <Icon name="square" size={13} />;
    case 'timer':
      return <Icon name="timer" size={13} />;
    case 'node':
      return '=';
    case 'write':
      return ':=';
    case 'log':
      return '"';
    case 'call':
      return <Icon name="triangle" size={12} className={styles.leaf} />;
    case 'note':
      return '';
  }
}

function Result({ step }: { step: Step }) {
  if (step.kind === 'branch')
    return <span className={`${styles.pill} ${step.taken ? styles.true : styles.false}`}>{step.result}</span>;
  if (step.kind === 'node') {
    const equal = step.comparisons?.every((comparison) => comparison.equal) ?? /^equal/.test(step.result);
    return <span className={equal ? styles.equal : styles.differs}>{step.result}</span>;
  }
  return step.result ? <span>{step.result}</span> : null;
}

/** The kernel prints `->`; between values of ours it is drawn as an arrow. */
function arrows(detail: string): string {
  return detail.replaceAll('->', '\u2192').replace(/(\w)\u2192(\w)/g, '$1->$2');
}

function sentence(step: Step): string {
  return [step.text, step.detail, step.result ? `: ${step.result}` : '', step.note ? `\n${step.note}` : '']
    .filter(Boolean)
    .join(' ');
}

function comparisonText(comparisons: readonly Comparison[]): string {
  return comparisons
    .map((c) => (c.equal ? `${c.field}: ${c.left}, equal` : `${c.field}: ${c.left} \u2260 ${c.right}`))
    .join('\n');
}
