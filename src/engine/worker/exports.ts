import { connWindow } from '../../analysis/conns.ts';
import { clampCursor, momentAt } from '../../analysis/moment.ts';
import { plainText } from '../../analysis/phrases.ts';
import type { Program } from '../../inputs/program.ts';
import { rulesText } from '../../session/export/administration.ts';
import { captureOf } from '../../session/export/capture.ts';
import { logOf } from '../../session/export/log.ts';
import { reportText } from '../../session/export/report.ts';
import { reproduceScript, SCRIPT_PACKETS } from '../../session/export/reproduce.ts';
import { tableCsv, tableJson } from '../../session/export/table.ts';
import { caseProgram, documentOf } from '../../session/program.ts';
import { lookBack } from '../../trace/rewind.ts';
import type { ConnView } from '../../trace/views.ts';
import type { ExportKind, ExportQuery, ExportResult } from '../protocol/exports.ts';
import { Slices } from './breathe.ts';
import type { LoadedCase } from './loaded-case.ts';

/** Name endings and types of the files. */
const FORMS: Readonly<Record<ExportKind, readonly [ending: string, type: string]>> = {
  rules: ['rules.txt', 'text/plain'],
  capture: ['pcapng', 'application/octet-stream'],
  log: ['dmesg.txt', 'text/plain'],
  'table-csv': ['table.csv', 'text/csv'],
  'table-json': ['table.json', 'application/json'],
  script: ['sh', 'text/x-shellscript'],
  report: ['md', 'text/markdown'],
};

/** A file name that every system takes. */
export function fileName(title: string, ending: string): string {
  const stem = title
    .replace(/\.(pcap|pcapng|cap|ipvs|txt)(\.gz)?$/i, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  return `${stem || 'case'}.${ending}`;
}

/** What a log told is exported as the packets that it tells of, played by the model. */
function playable({ trace, info }: LoadedCase): Program {
  const { program } = trace;
  return program.log ? caseProgram(documentOf(program, { title: info.title, about: '' })).program : program;
}

function entriesAt({ trace, servers }: LoadedCase, query: ExportQuery): readonly ConnView[] {
  const cursor = clampCursor(trace, query.cursor);
  if (cursor.event < 0) return [];
  const { ipvs, recorder } = trace.visit(cursor.event);
  const all = { cursor, from: 0, count: Number.POSITIVE_INFINITY, sort: 'bucket', filter: '' } as const;
  return lookBack(
    ipvs,
    recorder.rawSteps,
    cursor.step,
    () => connWindow({ ipvs, servers, index: trace.index, changes: new Map() }, all).rows,
  );
}

function report(loaded: LoadedCase, { cursor, link }: ExportQuery): string {
  const { trace, servers, lanes, info } = loaded;
  const moment = momentAt(trace, servers, cursor, { bucket: null, client: null, want: [], lanes });
  const { title, about, packets, assumptions } = info;
  const { announcement, why, time } = moment;
  const texts = { title, about, packets, assumptions, moment: announcement, why: plainText(why), time, link };
  return reportText(trace.program, texts);
}

/** All parts of a long text or file, with rests in between. */
async function gathered(parts: Iterable<string | Uint8Array>): Promise<BlobPart[]> {
  const slices = new Slices();
  const all: BlobPart[] = [];
  for (const part of parts) {
    all.push(typeof part === 'string' ? part : new Uint8Array(part));
    if (slices.isOver) await slices.rest();
  }
  return all;
}

async function partsOf(loaded: LoadedCase, query: ExportQuery): Promise<BlobPart[] | string> {
  const program = playable(loaded);
  switch (query.kind) {
    case 'rules': {
      const text = rulesText(program);
      return text === '' ? 'The case has no rules that could be saved.' : [text];
    }
    case 'capture':
      return gathered(captureOf(program, loaded.info.title));
    case 'log':
      return gathered(logOf(program));
    case 'table-csv':
      return [tableCsv(entriesAt(loaded, query))];
    case 'table-json':
      return [tableJson(entriesAt(loaded, query))];
    case 'script': {
      const script = reproduceScript(program, loaded.info.title);
      const most = SCRIPT_PACKETS.toLocaleString('en');
      return script === null ? `A script carries up to ${most} packets: cut the case first.` : [script];
    }
    default:
      return [report(loaded, query)];
  }
}

/** The case, or what the model makes of it, as a file. */
export async function exported(loaded: LoadedCase, query: ExportQuery): Promise<ExportResult> {
  const [ending, type] = FORMS[query.kind];
  const parts = await partsOf(loaded, query);
  if (typeof parts === 'string') return { ok: false, message: parts };
  return { ok: true, name: fileName(loaded.info.title, ending), data: new Blob(parts, { type }) };
}
