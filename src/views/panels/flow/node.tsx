import { memo } from 'react';
import type { ChartNode } from '../../../analysis/flow/chart.ts';
import { Icon, slowTip } from '../../ui/index.ts';
import styles from './flow.module.css';
import type { Box } from './layout.ts';
import { type LitNode, nodeName, outcomeName } from './lit.ts';

export interface NodeProps {
  node: ChartNode;
  box: Box;
  lit: LitNode;
  /** Events that came here; undefined = not counted. */
  events: number | undefined;
  /** Of all events, to show how much of them came here; 0 = no heat. */
  of: number;
  chosen: boolean;
  /** It has the tab stop. */
  stop: boolean;
}

const at = ({ x, y, w, h }: Box) => ({ left: x, top: y, width: w, height: h });

/** A call, a decision or an end, with what the event had here. */
export const FlowNode = memo(function FlowNode({ node, box, lit, events, of, chosen, stop }: NodeProps) {
  const words = of > 0 ? heatWords(node, events, of) : lit.words || node.say;
  const classes = [styles.node, styles[lit.place], chosen ? styles.chosen : '', styles[node.kind]];
  return (
    <button
      type="button"
      className={classes.join(' ')}
      style={at(box)}
      tabIndex={stop ? 0 : -1}
      data-place={node.id}
      data-step={lit.step || undefined}
      data-state={lit.place}
      aria-current={lit.place === 'now' ? 'step' : undefined}
      aria-pressed={chosen}
      aria-label={nodeName(node, lit, events)}
      {...slowTip(tipOf(node, lit))}
    >
      {node.kind === 'branch' ? <Icon name="diamond" size={13} className={styles.diamond} /> : null}
      <span className={styles.first}>
        <span className={styles.text}>{node.text}</span>
        {lit.times > 1 ? <span className={styles.times}>{lit.times}×</span> : null}
        {events === undefined ? null : <span className={styles.count}>{events.toLocaleString('en')}</span>}
      </span>
      {node.kind === 'end' && !lit.words ? null : (
        <span className={`${styles.words} ${of === 0 && lit.words ? styles.operands : ''}`}>{words}</span>
      )}
      {of > 0 && events ? (
        <span className={styles.share} style={{ width: `${Math.max(1, (100 * events) / of)}%` }} />
      ) : null}
    </button>
  );
});

function heatWords(node: ChartNode, events: number | undefined, of: number): string {
  if (events === undefined) return node.say;
  const share = (100 * events) / of;
  const shown = share > 0 && share < 1 ? 'below 1' : String(Math.round(share));
  return `${events.toLocaleString('en')} of ${of.toLocaleString('en')}, ${shown} %`;
}

/** The whole text, which a node may have to cut. */
function tipOf(node: ChartNode, lit: LitNode): string {
  return [node.condition || node.fns.join(', ') || node.text, lit.words, node.say].filter(Boolean).join('\n');
}

export interface OutcomeProps {
  node: ChartNode;
  outcome: number;
  id: string;
  place: { readonly x: number; readonly y: number; readonly w: number };
  lit: LitNode;
  events: number | undefined;
  chosen: boolean;
  stop: boolean;
}

/** `true 12`: one way on from a node. */
export const Outcome = memo(function Outcome({
  node,
  outcome,
  id,
  place,
  lit,
  events,
  chosen,
  stop,
}: OutcomeProps) {
  const { label, words } = node.outcomes[outcome];
  const times = lit.outcomes.get(outcome) ?? 0;
  const state = times === 0 ? 'none' : lit.place === 'ahead' ? 'ahead' : 'past';
  return (
    <button
      type="button"
      className={`${styles.outcome} ${styles[state]} ${chosen ? styles.chosen : ''}`}
      style={{ left: place.x, top: place.y, maxWidth: place.w }}
      tabIndex={stop ? 0 : -1}
      data-place={id}
      data-state={state}
      aria-pressed={chosen}
      aria-label={outcomeName(node, outcome, lit, events)}
      {...slowTip(words ? `${label}: ${words}` : label)}
    >
      <span className={styles.label}>
        {label}
        {times > 1 ? ` ${times}×` : ''}
      </span>
      {events === undefined ? null : <span className={styles.count}>{events.toLocaleString('en')}</span>}
    </button>
  );
});
