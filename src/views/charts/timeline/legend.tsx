import { counted } from '../../ui/index.ts';
import styles from '../timeline.module.css';
import { type Look, lookOf } from './draw-state.ts';
import type { Item } from './items.ts';
import type { Picture } from './scene.ts';

const LOOKS: readonly (readonly [Look, string])[] = [
  ['dashed', 'NONE'],
  ['open', 'opening'],
  ['full', 'active'],
  ['dim', 'inactive'],
  ['half', 'TIME_WAIT'],
  ['over', 'closed'],
];

const SIGNS: readonly (readonly [Exclude<Item['kind'], 'gap'>, string])[] = [
  ['timer', 'timer'],
  ['command', 'command'],
  ['note', 'note'],
  ['trouble', 'trouble'],
  ['differs', 'not as captured'],
  ['bookmark', 'bookmark'],
  ['breakpoint', 'breakpoint'],
  ['finding', 'finding'],
];

/** One line under the lanes: how many there are, and what the shapes mean that are drawn now. */
export function Legend({ picture }: { picture: Picture }) {
  const { rows, items } = picture;
  const looks = new Set<Look>();
  for (const lane of rows.lanes)
    if (!lane.template) for (const { state } of lane.spans) if (state !== '') looks.add(lookOf(state));
  const kinds = new Set(items.map(({ kind }) => kind));
  const shown = rows.lanes.length;
  const all = shown + rows.omitted;
  return (
    <div className={styles.legend} style={{ paddingLeft: 12 }}>
      <span className={styles.lanes} style={{ minWidth: picture.left - 20 }}>
        {rows.omitted > 0 ? `${shown} of ${counted(all, 'lane')}` : counted(all, 'lane')}
      </span>
      {rows.lanes.some(({ template }) => template) ? <Word look="template" word="template" /> : null}
      {LOOKS.map(([look, word]) => (looks.has(look) ? <Word key={look} look={look} word={word} /> : null))}
      {SIGNS.map(([kind, word]) => (kinds.has(kind) ? <Word key={kind} look={kind} word={word} /> : null))}
    </div>
  );
}

function Word({ look, word }: { look: string; word: string }) {
  return (
    <span className={styles.word}>
      <i className={`${styles.swatch} ${styles[look]}`} aria-hidden="true" />
      {word}
    </span>
  );
}
