import type { CSSProperties } from 'react';
import { useApp } from '../../../store/use-app.ts';
import { sourceOf } from '../../../trace/kernel-source.ts';
import type { Comparison, Step } from '../../../trace/views.ts';
import { Icon, SourceLink, slowTip, tip } from '../../ui/index.ts';
import styles from './call-tree.module.css';
import type { TreeRow } from './tree.ts';

/** The breakpoint of a step: on, off, or none. */
export type StepStop = 'on' | 'off' | null;

interface StepRowProps {
  row: TreeRow | undefined;
  stop: StepStop;
  onToggle: () => void;
  onStop: () => void;
}

/** One line of the tree: sign, what, operands, result right, step number far right. */
export function StepRow({ row, stop, onToggle, onStop }: StepRowProps) {
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
        <StepNumber number={step.number} stop={stop} onStop={onStop} />
      </span>
    </div>
  );
}

/** The gutter: a disc where a breakpoint is; a click sets one or takes it away. The keyboard has T for it. */
function StepNumber({ number, stop, onStop }: { number: number; stop: StepStop; onStop: () => void }) {
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        className={styles.gutter}
        aria-hidden="true"
        data-stop={stop ?? undefined}
        onClick={(event) => {
          event.stopPropagation();
          onStop();
        }}
        {...tip(stop ? 'Take the breakpoint away' : 'Stop here', 'T')}
      >
        <span className={styles.mark}>
          {stop ? <Icon name={stop === 'on' ? 'disc' : 'disc-empty'} size={12} /> : null}
        </span>
        <span className={styles.number}>{number}</span>
      </button>
      <span className="visually-hidden">{`${number}${stop === 'on' ? ', breakpoint' : stop ? ', breakpoint off' : ''}`}</span>
    </>
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
      return <Icon name="triangle" size={12} />;
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
