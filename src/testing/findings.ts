import { DETECTORS } from '../analysis/findings/catalogue.ts';
import { findingsOf } from '../analysis/findings/detect.ts';
import { FindingRun } from '../analysis/findings/run.ts';
import type { Program } from '../inputs/program.ts';
import { parseCase } from '../session/parse-case.ts';
import { caseProgram } from '../session/program.ts';
import type { FindingView } from '../trace/finding-views.ts';
import { Trace } from '../trace/trace.ts';
import { recordedProgram } from './recorded.ts';

const HEAD =
  '# ipvscope case v1\nkernel linux-6.12 hz=100 conn_tab_bits=12 conn_rnd=0x2e31003a netns_xor=0 uptime=4 debug_level=12\n';

/** What one detector finds in a program. @throws Error when there is no such detector, or it cannot look */
function foundIn(program: Program, id: string, detailed?: boolean): readonly FindingView[] {
  const detectors = DETECTORS.filter(({ about }) => about.id === id);
  if (detectors.length !== 1) throw new Error(`no detector ${id}`);
  const trace = new Trace(program, detailed);
  trace.play();
  const { findings, clear } = findingsOf(new FindingRun(trace), detectors);
  if (clear.some(({ unable }) => unable !== '')) throw new Error(clear[0].unable);
  return findings;
}

/** Rules, commands and packets as lines of a case, without its head. @throws Error when a line cannot be read */
export function caseOf(lines: string): Program {
  const { document, problems } = parseCase(`${HEAD}${lines.trim().replace(/^ +/gm, '')}\n`);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return caseProgram(document).program;
}

/** What a detector finds in a case of these lines. */
export const foundInCase = (id: string, lines: string, detailed?: boolean): readonly FindingView[] =>
  foundIn(caseOf(lines), id, detailed);

/** What it finds in a recorded run of linux-6.12. */
export const foundInRun = (id: string, run: string, detailed?: boolean): readonly FindingView[] =>
  foundIn(recordedProgram(run), id, detailed);

/** A TCP connection of a client in the words of a case: SYN, ACK, FIN at seconds, 0.1 s apart. */
export function tcpConnection(at: number, client: string, port: number, virtual = '10.0.0.100:80'): string {
  const line = (seconds: number, flags: string): string =>
    `@${seconds.toFixed(3)} tcp ${client}:${port} > ${virtual} ${flags}`;
  return [line(at, 'S'), line(at + 0.1, 'A'), line(at + 0.2, 'FA'), line(at + 0.3, 'A')].join('\n');
}
