import { useMemo, useRef } from 'react';
import { useApp } from '../../store/use-app.ts';
import { counted, endpoint, tip } from '../ui/index.ts';
import { useSize } from './canvas/use-canvas.ts';
import { type SlotMark, wheelMarks } from './wheel/marks.ts';
import { spanText, type WheelLevel, wheelOf } from './wheel/wheel.ts';
import styles from './wheel.module.css';

/** The timer wheel at the cursor: a row a level, a cell a slot, the slots that hold timers, and where the clock points. */
export function WheelChart() {
  const moment = useApp((state) => state.moment);
  const info = useApp((state) => state.info);
  const row = useRef<HTMLDivElement>(null);
  const size = useSize(row);
  const hz = info?.hz ?? 100;
  const wheel = useMemo(() => wheelOf(info?.profile ?? '', hz), [info, hz]);
  const found = useMemo(() => (moment ? wheelMarks(wheel, moment, hz) : null), [wheel, moment, hz]);
  if (!found) return null;
  return (
    <div className={styles.wheel} data-wheel>
      <span className={styles.headCell}>Level</span>
      <span className={`${styles.headCell} ${styles.num}`}>slot width</span>
      <span className={`${styles.headCell} ${styles.num}`}>reach</span>
      <span className={styles.headCell} ref={row}>
        {wheel.levels[0].slots === 64 ? '64 slots' : '256 slots, then 64'}; outlined: where the clock points
      </span>
      {wheel.levels.map((level) => (
        <Level
          key={level.level}
          level={level}
          hz={hz}
          now={found.now[level.level]}
          marks={found.marks.filter((mark) => mark.level === level.level)}
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
  marks: readonly SlotMark[];
  width: number;
}

function Level({ level, hz, now, marks, width }: LevelProps) {
  const chosen = useApp((state) => state.conn);
  const selectConn = useApp((state) => state.selectConn);
  const pitch = width / level.slots;
  const isEmpty = marks.length === 0 ? styles.dim : '';
  const gap = `repeating-linear-gradient(90deg, transparent 0 ${pitch - 1}px, var(--bg-1) ${pitch - 1}px ${pitch}px)`;
  const names = namesOf(marks, level, pitch, width, chosen);
  const cell = (slot: number) => ({ left: slot * pitch, width: Math.max(4, pitch - 1) });
  return (
    <>
      <span className={`${styles.cell} ${isEmpty}`}>{level.level}</span>
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
            className={`${styles.slot} ${mark.timers.some((one) => one.conn.template) ? styles.template : ''} ${
              mark.timers.some((one) => one.conn.id === chosen) ? styles.chosen : ''
            }`}
            aria-label={`Level ${level.level}, slot ${mark.slot}: ${nameOf(mark)}`}
            {...tip(`Slot ${mark.slot}: ${nameOf(mark)}, fires ${mark.timers[0].fires.toFixed(2)}`)}
            onClick={() => selectConn(mark.timers[0].conn.id)}
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
  marks: readonly SlotMark[],
  level: WheelLevel,
  pitch: number,
  width: number,
  chosen: string | null,
): Name[] {
  const isChosen = (mark: SlotMark) => mark.timers.some((one) => one.conn.id === chosen);
  const taken = marks.map((mark): [number, number] => [mark.slot * pitch, (mark.slot + 1) * pitch]);
  const names: Name[] = [];
  for (const mark of [...marks].sort((a, b) => Number(isChosen(b)) - Number(isChosen(a)))) {
    const text = nameOf(mark);
    const wide = text.length * 6.6 + 14;
    const right = (mark.slot + 1) * pitch + 2;
    const left = mark.slot * pitch - 2;
    const isFree = (from: number, to: number) =>
      from >= 0 && to <= width && taken.every(([a, b]) => b <= from + 1 || a >= to - 1);
    const violet = mark.timers.some((one) => one.conn.template);
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

function nameOf({ timers }: SlotMark): string {
  const [{ conn }] = timers;
  return timers.length === 1 ? endpoint(conn.caddr, conn.cport) : counted(timers.length, 'timer');
}
