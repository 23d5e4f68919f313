import { type PointerEvent, useId, useRef } from 'react';
import type { CutView } from '../../engine/protocol/cut.ts';
import { useApp } from '../../store/use-app.ts';
import { count } from '../../views/ui/index.ts';
import styles from '../reading.module.css';
import own from './cut-capture.module.css';

const HEIGHT = 44;
const DIGITS = 1000;

/** Packets over the time of the capture, and the part that is kept: dragged over, or written. */
export function CutTime({ view }: { view: CutView }) {
  const [from, until] = [useApp((state) => state.cut.from), useApp((state) => state.cut.until)];
  const setCut = useApp((state) => state.setCut);
  const id = useId();
  const time = (name: 'from' | 'until', label: string, value: number | null, whole: number) => (
    <>
      <label htmlFor={`${id}${name}`}>{label}</label>
      <input
        id={`${id}${name}`}
        type="number"
        min={0}
        max={Math.ceil(view.seconds)}
        step="any"
        className={own.number}
        data-autofocus={name === 'from' ? '' : undefined}
        placeholder={rounded(whole)}
        value={value ?? ''}
        onChange={({ target }) =>
          void setCut({ [name]: target.value === '' ? null : Math.max(0, target.valueAsNumber) })
        }
      />
    </>
  );
  return (
    <>
      <h3>Time</h3>
      <Histogram view={view} from={from ?? 0} until={until ?? view.seconds} />
      <div className={own.times}>
        {time('from', 'From second', from, 0)}
        {time('until', 'to second', until, view.seconds)}
        <span className={styles.hint}>
          behind the first packet; drag over the picture, {rounded(view.seconds)} s in all
        </span>
      </div>
    </>
  );
}

function rounded(seconds: number): string {
  return count(Math.round(seconds * DIGITS) / DIGITS);
}

interface HistogramProps {
  view: CutView;
  from: number;
  until: number;
}

function Histogram({ view: { density, seconds }, from, until }: HistogramProps) {
  const setCut = useApp((state) => state.setCut);
  const began = useRef<number | null>(null);
  const most = density.reduce((a, b) => Math.max(a, b), 1);
  const slices = density.length;
  const at = (event: PointerEvent<SVGSVGElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width));
    return Math.round(share * seconds * DIGITS) / DIGITS;
  };
  const onMove = (event: PointerEvent<SVGSVGElement>) => {
    if (began.current === null) return;
    const to = at(event);
    if (to === began.current) return;
    void setCut({ from: Math.min(began.current, to), until: Math.max(began.current, to) });
  };
  return (
    <svg
      className={own.histogram}
      viewBox={`0 0 ${slices} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Packets over ${rounded(seconds)} seconds, at most ${count(most)} in ${rounded(seconds / slices)} s`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        began.current = at(event);
      }}
      onPointerMove={onMove}
      onPointerUp={() => {
        began.current = null;
      }}
    >
      {Array.from(density, (packets, slice) => {
        const height = packets === 0 ? 0 : Math.max(1, (packets / most) * HEIGHT);
        const [start, end] = [(slice / slices) * seconds, ((slice + 1) / slices) * seconds];
        const kept = end >= from && start <= until;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: slices of time keep their places
            key={slice}
            className={kept ? own.kept : own.left}
            x={slice}
            y={HEIGHT - height}
            width={0.9}
            height={height}
          />
        );
      })}
    </svg>
  );
}
