import { type Cut, type CutText, cutText, isWhole, parseCut } from '../../inputs/cut/cut.ts';
import { FlowCount } from '../../inputs/cut/flows.ts';
import { memoryNeeded } from '../../inputs/cut/memory.ts';
import { CutTest } from '../../inputs/cut/select.ts';
import { type Survey, Surveyor } from '../../inputs/cut/survey.ts';
import { commandInputs } from '../../inputs/input-list.ts';
import { type Topology, topologyOf } from '../../inputs/topology.ts';
import { DETAILED_INPUTS } from '../../trace/trace.ts';
import type { CutChoice, CutFigure, CutView } from '../protocol/cut.ts';
import type { OpenResult, SideName } from '../protocol/messages.ts';
import { Slices } from './breathe.ts';
import { captureNames, namesOf } from './capture-sources.ts';
import type { ReadFile } from './read-file.ts';
import type { Sides } from './sides.ts';

/** What a case may take unless the page says otherwise: more than half of what a tab of 32 bits of pointers has. */
const MEMORY_BUDGET = 2e9;
/** Packets between two looks at the clock. */
const STRIDE = 4096;

/** Files with what was made of them. */
interface Opened {
  readonly files: readonly ReadFile[];
  readonly sides: Sides;
}

/** Files that wait for an answer. */
interface Waiting extends Opened {
  readonly first: SideName;
}

type Capture = Extract<ReadFile, { part: 'capture' }>;

function captureOf({ files }: Opened): Capture | undefined {
  return files.find((file): file is Capture => file.part === 'capture');
}

/** Who is who by the rules of the model's side. */
function topologyOfSides({ model }: Sides): Topology {
  if (!model) return topologyOf([], [], []);
  const { setup, inputs, marks, vips } = model.program;
  return topologyOf([...setup, ...commandInputs(inputs).map(({ command }) => command)], marks, vips);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
}

/** The files with another cut of their capture; text = what is wrong with it. */
export function cutFiles(files: readonly ReadFile[], text: CutText | null): readonly ReadFile[] | string {
  const read = text && parseCut(text);
  if (typeof read === 'string') return read;
  const cut = read && !isWhole(read) ? read : null;
  return files.map((file) => (file.part === 'capture' ? { ...file, cut } : file));
}

/** Says what a capture needs before it is played, and what cuts of it would need. */
export class Cutting {
  budget = MEMORY_BUDGET;
  waiting: Waiting | null = null;
  private asked = 0;
  /** Of the capture of the last question, under the rules of that time. */
  private known: { sides: Sides; survey: Survey } | null = null;

  leave(): void {
    this.waiting = null;
  }

  /** A refusal that asks, if these files would take more memory than they may; null = they may be played. */
  async asks(files: Waiting, signal: AbortSignal): Promise<OpenResult | null> {
    this.waiting = null;
    const capture = captureOf(files);
    const inputs = files.sides.model?.program.inputs.length ?? 0;
    if (!capture || needed(capture, inputs, inputs) <= this.budget) return null;
    const survey = await this.surveyOf(files, () => signal.aborted);
    const bytes = survey ? needed(capture, inputs, survey.entries) : 0;
    if (!survey || bytes <= this.budget) return null;
    this.waiting = files;
    return {
      ok: false,
      headline: `${namesOf(captureNames(files.files))} needs about ${megabytes(bytes)}`,
      problems: [],
      files: files.files.map(({ opened }) => opened),
      asks: true,
    };
  }

  async view(loaded: Opened | null): Promise<CutView | null> {
    const of = this.waiting ?? loaded;
    const capture = of && captureOf(of);
    if (!of || !capture) return null;
    const mine = ++this.asked;
    const survey = await this.surveyOf(of, () => mine !== this.asked);
    if (!survey) return null;
    const { packets, entries, seconds, density, clients, services } = survey;
    const choice = ({ text, packets, flows }: Survey['clients'][number]): CutChoice => ({
      text,
      packets,
      bytes: needed(capture, packets, flows),
    });
    return {
      title: namesOf(captureNames(of.files)),
      whole: { packets, entries, bytes: needed(capture, packets, entries), problem: null },
      seconds,
      density,
      clients: clients.map(choice),
      services: services.map(choice),
      cut: capture.cut ? cutText(capture.cut) : null,
      budget: this.budget,
      asked: this.waiting !== null,
    };
  }

  async figure(loaded: Opened | null, text: CutText): Promise<CutFigure | null> {
    const of = this.waiting ?? loaded;
    const capture = of && captureOf(of);
    const cut = parseCut(text);
    if (!of || !capture) return null;
    if (typeof cut === 'string') return { packets: 0, entries: 0, bytes: 0, problem: cut };
    const mine = ++this.asked;
    return this.figureOf(capture, cut, topologyOfSides(of.sides), () => mine !== this.asked);
  }

  private async figureOf(
    capture: Capture,
    cut: Cut,
    topology: Topology,
    isOver: () => boolean,
  ): Promise<CutFigure | null> {
    const { store } = capture;
    const test = new CutTest(store, cut, topology);
    const flows = new FlowCount(store, topology);
    const slices = new Slices();
    for (let i = 0; i < store.length; i++) {
      if (test.keeps(i)) flows.add(i);
      if (i % STRIDE !== 0 || !slices.isOver) continue;
      await slices.rest();
      if (isOver()) return null;
    }
    const { packets, entries } = flows;
    return { packets, entries, bytes: needed(capture, packets, entries), problem: null };
  }

  private async surveyOf({ files, sides }: Opened, isOver: () => boolean): Promise<Survey | null> {
    const capture = captureOf({ files, sides });
    if (this.known?.sides === sides) return this.known.survey;
    if (!capture) return null;
    const surveyor = new Surveyor(capture.store, topologyOfSides(sides));
    const slices = new Slices();
    while (surveyor.look(STRIDE)) {
      if (!slices.isOver) continue;
      await slices.rest();
      if (isOver()) return null;
    }
    this.known = { sides, survey: surveyor.survey };
    return surveyor.survey;
  }
}

function needed({ store }: Capture, inputs: number, entries: number): number {
  return memoryNeeded({ inputs, entries, packetBytes: store.bytes, detailed: inputs < DETAILED_INPUTS });
}
