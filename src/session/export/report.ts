import { formatCommandLine } from '../../control/format.ts';
import type { Program } from '../../inputs/program.ts';
import { rulesText } from './administration.ts';

/** What a bug report says of a case beside its inputs. */
export interface ReportTexts {
  readonly title: string;
  readonly about: string;
  readonly packets: number;
  readonly assumptions: readonly string[];
  /** The moment that is looked at: `Packet 9, template hit, server 192.168.1.12`, and why in plain words; '' = none. */
  readonly moment: string;
  readonly why: string;
  /** Seconds of uptime of that moment. */
  readonly time: number;
  /** '' = there is no link. */
  readonly link: string;
}

/** Text that Markdown must not read as markup. */
function plain(text: string): string {
  return text.replace(/[\\`*_<>[\]|#]/g, (sign) => `\\${sign}`).replace(/\s*[\r\n]+\s*/g, ' ');
}

/** Code on lines of its own; the fence is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text.trimEnd()}\n${fence}`;
}

/** A summary of a case in Markdown, to be pasted into a bug report. */
export function reportText(program: Program, texts: ReportTexts): string {
  const { params } = program;
  const other = program.setup.filter(({ op }) => op !== 'add-service' && op !== 'add-server');
  const rules = rulesText(program) + other.map((command) => `${formatCommandLine(command)}\n`).join('');
  const parts = [
    `### ${plain(texts.title)}`,
    plain(texts.about),
    `Kernel: model of \`${params.profile.name}\`, HZ ${params.hz}, ${2 ** params.conn_tab_bits} buckets. ${texts.packets} packets.`,
    rules === '' ? '' : fenced(rules),
    texts.moment === ''
      ? ''
      : `**At ${texts.time.toFixed(3)} s: ${plain(texts.moment)}.** ${plain(texts.why)}`,
    texts.link === '' ? '' : `[Open this moment in ipvscope](${texts.link})`,
    texts.assumptions.length === 0
      ? ''
      : `Assumed, because the files do not tell:\n\n${texts.assumptions.map((said) => `- ${plain(said)}`).join('\n')}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
