import type {
  ComparedRow,
  ComparisonView,
  DifferenceView,
  SideName,
} from '../../../engine/protocol/messages.ts';
import { count, counted } from '../../ui/index.ts';

/** Seconds of uptime with the figures that a log has at HZ 100 to 1000. */
export function momentText(time: number): string {
  return `${time.toFixed(3)} s`;
}

/** When two sides part first; null = they agree to the end. */
export function firstTime({ list }: Pick<ComparisonView, 'list'>): number | null {
  const [first] = list;
  if (!first) return null;
  return first.a?.time ?? first.b?.time ?? null;
}

/** `Agrees for 4,812 messages, differs first at 12.850 s`. */
export function headline(comparison: ComparisonView): string {
  const [first] = comparison.list;
  if (!first) return `Agrees for ${counted(comparison.agreeing, 'message')}`;
  const time = firstTime(comparison);
  const where = time === null ? '' : ` at ${momentText(time)}`;
  if (first.row === 0) return `Differs from the first message on,${where}`;
  return `Agrees for ${counted(first.row, 'message')}, differs first${where}`;
}

/** For the status line. */
export function shortNotice(comparison: ComparisonView): string {
  const time = firstTime(comparison);
  if (comparison.differences === 0) return `agrees for ${counted(comparison.agreeing, 'message')}`;
  return `differs first${time === null ? '' : ` at ${momentText(time)}`}`;
}

/** `1,610 messages agree, 2 places differ`. */
export function tally({ agreeing, differences }: ComparisonView): string {
  const places = differences === 1 ? '1 place differs' : `${count(differences)} places differ`;
  return `${counted(agreeing, 'message')} ${agreeing === 1 ? 'agrees' : 'agree'}, ${places}`;
}

/** What a side is called in a sentence. */
export function nameOf(side: SideName): string {
  if (side === 'observed') return 'the log';
  return side === 'model' ? 'the model' : 'the case beside';
}

/** The sign between the columns, and what it says. */
export function signOf(
  { kind, a, b }: ComparedRow,
  names: { a: SideName; b: SideName },
): readonly [string, string] {
  if (kind === 'same') return ['', 'both'];
  if (a && b) return a.text === b.text ? ['~', 'at another time'] : ['≠', 'differs'];
  return a ? ['−', `only ${nameOf(names.a)} has it`] : ['+', `only ${nameOf(names.b)} has it`];
}

/** A row in words: what a screen reader says of it. */
export function rowText(row: ComparedRow, names: { a: SideName; b: SideName }): string {
  const line = row.a ?? row.b;
  const time = line ? momentText(line.time) : '';
  if (row.kind === 'same') return `${time}, both: ${line?.text ?? ''}`;
  const [, says] = signOf(row, names);
  if (row.a && row.b)
    return `${time}, ${says}. ${nameOf(names.a)}: ${row.a.text}. ${nameOf(names.b)}: ${row.b.text}`;
  return `${time}, ${says}: ${line?.text ?? ''}`;
}

/** The difference to which a row belongs; null = none, or one that is not explained. */
export function differenceAt(list: readonly DifferenceView[], row: number): number {
  return list.findIndex((difference) => row >= difference.row && row < difference.row + difference.rows);
}
