import type { Row } from './rows/row.ts';

const HEADINGS = ['id', 'what', 'ours', 'peer', 'ratio', 'target', ''] as const;

function verdict({ met, why }: Row): string {
  if (why) return why;
  if (met === null) return '';
  return met ? 'met' : 'missed';
}

function cells(row: Row): string[] {
  return [row.id, row.what, row.ours, row.peer, row.ratio, row.target, verdict(row)];
}

export function plainTable(rows: readonly Row[]): string {
  const lines = [[...HEADINGS], ...rows.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, n) => cell.padEnd(widths[n]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function markdownTable(rows: readonly Row[], about: string): string {
  const line = (words: readonly string[]): string => `| ${words.join(' | ')} |`;
  const rule = line(HEADINGS.map(() => '---'));
  return [about, '', line(HEADINGS), rule, ...rows.map((row) => line(cells(row)))].join('\n');
}
