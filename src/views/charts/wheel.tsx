import { useMemo, useRef } from 'react';
import { useApp } from '../../store/use-app.ts';
import type { WheelMark } from '../../trace/queue-views.ts';
import { counted, tip } from '../ui/index.ts';
import { useSize } from './canvas/use-canvas.ts';
import { wheelMarks } from './wheel/marks.ts';
import { spanText, type WheelLevel, wheelOf } from './wheel/wheel.ts';
import styles from './wheel.module.css';

/** Until it is known what stands in it. */
const NOTHING = { cascading: false, jiffies: 0, marks: [] };

/** The timer wheel at the cursor: a row a level, a cell a slot, the slots that hold timers, and where the clock points. */
export function WheelChart() {
  const queue = useApp((state) => state.timerQueue);
  const info = useApp((state) => state.info);
  const row = useRef<HTMLDivElement>(null);
  const size = useSize(row);
  const hz = info?.hz ?? 100;
  const wheel = useMemo(() => wheelOf(info?.profile ?? '', hz), [info, hz]);
  const found = useMemo(() => wheelMarks(wheel, queue?.wheel ?? NOTHING), [wheel, queue]);
  return (
    <div className={styles.wheel} data-wheel>
      <span className={styles.headCell}>Level</span>
      <span className={`${styles.headCell} ${styles.num}`}>slot width</span>
      <span className={`${styles.headCell} ${styles.num}`}>reach</span>
      <span className={styles.headCell} ref={row}>
        {wheel.levels[0].slots === 64 ? '64 slots' : 'tv1 256 slots, tv2 to tv5 64'}; outlined: where the
        clock points
      </span>
      {wheel.levels.map((level) => (
        <Level
          key={level.level}
          level={level}
          hz={hz}
          now={found[level.level].now}
          marks={found[level.level].marks}
          width={size?.width ?? 600}
        />
      ))}
    </div>
  );
}

interface LevelProps {
  level: WheelLevel;
  hz: number;
  now: number;
  marks: readonly WheelMark[];
  width: number;
}

function Level({ level, hz, now, marks, width }: LevelProps) {
  const chosen = useApp((state) => state.timerQueue?.chosen ?? null);
  const selectConn = useApp((state) => state.selectConn);
  const cascading = useApp((state) => state.timerQueue?.wheel.cascading ?? false);
  const pitch = width / level.slots;
  const isEmpty = marks.length === 0 ? styles.dim : '';
  const gap = `repeating-linear-gradient(90deg, transparent 0 ${pitch - 1}px, var(--bg-1) ${pitch - 1}px ${pitch}px)`;
  const isChosen = (mark: WheelMark) => chosen?.level === mark.level && chosen.slot === mark.slot;
  const names = namesOf(marks, level, pitch, width, isChosen);
  const cell = (slot: number) => ({ left: slot * pitch, width: Math.max(4, pitch - 1) });
  return (
    <>
      <span className={`${styles.cell} ${isEmpty}`}>{cascading ? `tv${level.level + 1}` : level.level}</span>
      <span className={`${styles.cell} ${styles.num} ${isEmpty}`}>{spanText(level.width / hz)}</span>
      <span className={`${styles.cell} ${styles.num} ${styles.dim}`}>{spanText(level.reach / hz)}</span>
      <div className={styles.row}>
        <div className={styles.slots} style={pitch >= 4 ? { backgroundImage: gap } : undefined} />
        {names.map((name) => (
          <span
            key={name.slot}
            className={`${styles.name} ${name.violet ? styles.violet : ''}`}
            style={name.side === 'right' ? { left: name.x } : { right: width - name.x }}
          >
            {name.text}
          </span>
        ))}
        {marks.map((mark) => (
          <button
            key={mark.slot}
            type="button"
            style={cell(mark.slot)}
            className={`${styles.slot} ${mark.templates > 0 ? styles.template : ''} ${isChosen(mark) ? styles.chosen : ''}`}
            aria-label={`Level ${level.level}, slot ${mark.slot}: ${nameOf(mark)}`}
            {...tip(`Slot ${mark.slot}: ${nameOf(mark)}, fires ${mark.fires.toFixed(2)}`)}
            onClick={() => selectConn(mark.conn)}
          />
        ))}
        <i className={styles.now} style={{ left: now * pitch - 1, width: Math.max(6, pitch + 1) }} />
      </div>
    </>
  );
}

interface Name {
  slot: number;
  text: string;
  violet: boolean;
  x: number;
  side: 'left' | 'right';
}

/** Names beside slots as far as they fit without covering another slot or name; the chosen timer's comes first. */
function namesOf(
  marks: readonly WheelMark[],
  level: WheelLevel,
  pitch: number,
  width: number,
  isChosen: (mark: WheelMark) => boolean,
): Name[] {
  const taken = marks.map((mark): [number, number] => [mark.slot * pitch, (mark.slot + 1) * pitch]);
  const names: Name[] = [];
  for (const mark of [...marks].sort((a, b) => Number(isChosen(b)) - Number(isChosen(a)))) {
    const text = nameOf(mark);
    const wide = text.length * 6.6 + 14;
    const right = (mark.slot + 1) * pitch + 2;
    const left = mark.slot * pitch - 2;
    const isFree = (from: number, to: number) =>
      from >= 0 && to <= width && taken.every(([a, b]) => b <= from + 1 || a >= to - 1);
    const violet = mark.templates > 0;
    if (isFree(right, right + wide)) {
      names.push({ slot: mark.slot, text, violet, x: right, side: 'right' });
      taken.push([right, right + wide]);
    } else if (isFree(left - wide, left)) {
      names.push({ slot: mark.slot, text, violet, x: left, side: 'left' });
      taken.push([left - wide, left]);
    }
    if (names.length >= 8 || level.slots > 64) break;
  }
  return names;
}

function nameOf({ count, label }: WheelMark): string {
  return count === 1 ? label : counted(count, 'timer');
}
