import type { TimerRow } from '../../../trace/queue-views.ts';
import type { Phrase } from '../../../trace/views.ts';
import { spanText, type Wheel } from '../../charts/wheel/wheel.ts';
import { timerTime } from '../../ui/format.ts';

const text = (words: string): Phrase => ({ kind: 'text', text: words });
const code = (words: string): Phrase => ({ kind: 'code', text: words });
const strong = (words: string): Phrase => ({ kind: 'strong', text: words });

/** Why a timer fires when it does: calc_wheel_index since 4.8, internal_add_timer before; times with the digits of HZ. */
export function roundingPhrases(timer: TimerRow, wheel: Wheel, hz: number): Phrase[] {
  const { asked, fires, armed, level, label, kind } = timer;
  const name: Phrase = kind === 'template' ? { kind: 'template', text: label } : code(label);
  if (level < 0)
    return [
      name,
      text(' is a thread of its own and no timer of the wheel; it looks next at '),
      strong(timerTime(fires, hz)),
      text('.'),
    ];
  const length = armed === null ? null : Math.round((asked - armed) * hz) / hz;
  const lead: Phrase[] =
    length === null
      ? [name, text(' asks to fire at '), code(timerTime(asked, hz))]
      : [
          name,
          text(' was armed for '),
          strong(`${timerTime(length, hz)} s`),
          text(' and asks to fire at '),
          code(timerTime(asked, hz)),
        ];
  if (!wheel.rounds)
    return [
      ...lead,
      text(
        `. It stands in tv${level + 1} and moves down a vector whenever its slot there comes up (cascade), so it fires on time, at `,
      ),
      strong(timerTime(fires, hz)),
      text('.'),
    ];
  const width = spanText(timer.width / hz);
  const below = wheel.levels[level - 1];
  const place = below
    ? `. That is further ahead than level ${level - 1} reaches (${spanText(below.reach / hz)}), so it stands on level ${level}, where a slot is ${width} wide`
    : `. That is within level 0, where a slot is ${width} wide`;
  const late = fires - asked;
  return [
    ...lead,
    text(`${place}. The slot is run when it is over: at `),
    strong(timerTime(fires, hz)),
    text(`, ${timerTime(late, hz)} s late.`),
    ...(length === null
      ? []
      : [text(` Asked for ${timerTime(length, hz)} s, it fires after ${timerTime(length + late, hz)} s.`)]),
  ];
}

/** The same as the kernel reckons, in jiffies. */
export function roundingSum(timer: TimerRow, wheel: Wheel): { name: string; value: string; unit: string }[] {
  const { askedJiffies, firesJiffies, level, slot, width } = timer;
  if (level < 0) return [];
  const expires = { name: 'timer.expires', value: String(askedJiffies), unit: 'jiffies' };
  const runs = { name: 'runs at', value: String(firesJiffies), unit: 'jiffies' };
  if (!wheel.rounds) {
    const shift = Math.log2(width);
    const mask = wheel.levels[level].slots - 1;
    const index = { name: 'slot now', value: `(${askedJiffies} >> ${shift}) & ${mask}`, unit: `= ${slot}` };
    return [expires, index, runs];
  }
  const rounded = Math.floor(askedJiffies / width) + 1;
  return [
    expires,
    { name: 'rounded up', value: `(${askedJiffies} >> ${level * 3}) + 1`, unit: `= ${rounded}` },
    { name: 'slot', value: `${rounded} & 63`, unit: `= ${slot}` },
    { name: 'runs at', value: `${rounded} << ${level * 3}`, unit: `= ${firesJiffies} jiffies` },
  ];
}
