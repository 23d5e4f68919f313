import { connWindow } from '../../analysis/conns.ts';
import { hashedTable, hashView } from '../../analysis/hash.ts';
import { clientLife } from '../../analysis/lives/client.ts';
import { familyWindow } from '../../analysis/lives/families.ts';
import { timerQueue } from '../../analysis/lives/queue.ts';
import { serverLife } from '../../analysis/lives/server.ts';
import { changesAt, clampCursor, momentAt } from '../../analysis/moment.ts';
import { nearestEvent, sketchAt } from '../../analysis/sketch/moment.ts';
import { timelineDetail } from '../../analysis/timeline.ts';
import { whyContext } from '../../analysis/why/context.ts';
import { whyAnswers } from '../../analysis/why/questions.ts';
import { parseAddr } from '../../base/inet.ts';
import { parseProtocol } from '../../control/endpoint.ts';
import { printCase } from '../../session/print-case.ts';
import { documentOf } from '../../session/program.ts';
import type { EvidenceView } from '../../trace/evidence-views.ts';
import type { ClientLife, LifeView, ServerLife, WhyAnswer } from '../../trace/life-views.ts';
import { eventAt } from '../../trace/moves.ts';
import type { FamilyWindow, TimerQueue } from '../../trace/queue-views.ts';
import { lookBack } from '../../trace/rewind.ts';
import type { SeriesView } from '../../trace/series-views.ts';
import { NO_STOPS, type SavedStops } from '../../trace/stops/stop.ts';
import type { LaneWindow, TimelineDetail } from '../../trace/timeline-views.ts';
import type { Cursor, HashView, LogWindow, Moment } from '../../trace/views.ts';
import type {
  CaseApi,
  ConnQuery,
  ConnWindow,
  LogQuery,
  MomentQuery,
  Move,
  RowQuery,
  RowWindow,
  SeriesQuery,
  TupleQuery,
} from '../protocol/case-api.ts';
import type {
  Anchor,
  DifferencesApi,
  DifferencesQuery,
  DifferencesView,
  DifferenceWindow,
  SideMoment,
} from '../protocol/differences.ts';
import type { ExportQuery, ExportResult } from '../protocol/exports.ts';
import type { FindingsAnswer } from '../protocol/findings.ts';
import type { PlaceQuery, PlaceWindow } from '../protocol/flow.ts';
import type { FamilyQuery, LifeQuery, ServerQuery, TimerQuery } from '../protocol/lives.ts';
import type { FoundEntry, FoundFunction, FoundLines } from '../protocol/search.ts';
import type { SideName } from '../protocol/side-name.ts';
import type { LaneQuery, TimelineRange } from '../protocol/timeline.ts';
import { Slices } from './breathe.ts';
import { anchorAt } from './differences.ts';
import { evidenceView } from './evidence.ts';
import { exported } from './exports.ts';
import { lookOn } from './finding.ts';
import { flowCounts, flowEvents, flowMove } from './flow-places.ts';
import type { LoadedSides } from './loaded-sides.ts';
import { moved } from './move.ts';
import { fieldExamples, findEntries, findFunctions, findLines } from './search.ts';
import { StopQuestions } from './stop-questions.ts';

/** How long the model may run on before other questions come in, in milliseconds. */
const VISIT_MS = 12;

/** What can be asked about the kernel that is shown; the work is done where each answer comes from. */
export abstract class CaseQuestions extends StopQuestions implements CaseApi, DifferencesApi {
  /** Sketches that were asked for: a visit under way gives way to a newer one. */
  private sketches = 0;
  protected abstract readonly sidesLoaded: LoadedSides;

  protected whole(): Promise<void> {
    return this.sidesLoaded.whole();
  }

  async moment({ cursor, ...wanted }: MomentQuery): Promise<Moment> {
    const { trace, servers, lanes } = this.case;
    const options = { ...wanted, lanes };
    const event = nearestEvent(trace, cursor);
    const { sketches } = this;
    const slices = new Slices(VISIT_MS);
    while (event !== null && !trace.approach(event, () => slices.isOver)) {
      await slices.rest();
      if (this.sketches !== sketches) return sketchAt(trace, servers, event, options);
    }
    return momentAt(trace, servers, cursor, options);
  }

  async sketch({ cursor, ...wanted }: MomentQuery): Promise<Moment | null> {
    this.sketches++;
    const { trace, servers, lanes } = this.case;
    const event = nearestEvent(trace, cursor);
    return event === null ? null : sketchAt(trace, servers, event, { ...wanted, lanes });
  }

  async rows(query: RowQuery): Promise<RowWindow> {
    return this.case.rows.window(query);
  }

  async rowOf(event: number, query: Omit<RowQuery, 'from' | 'count'>): Promise<number> {
    return this.case.rows.rowOf(event, query);
  }

  async conns(query: ConnQuery): Promise<ConnWindow> {
    const { trace, servers } = this.case;
    const cursor = clampCursor(trace, query.cursor);
    if (cursor.event < 0) return { from: 0, total: 0, rows: [] };
    const { ipvs, recorder } = trace.visit(cursor.event);
    const steps = recorder.rawSteps;
    const changes = changesAt(steps, cursor.step, cursor.step >= steps.length);
    return lookBack(ipvs, steps, cursor.step, () =>
      connWindow({ ipvs, servers, index: trace.index, changes }, query),
    );
  }

  async log({ cursor, ...lines }: LogQuery): Promise<LogWindow> {
    return this.case.log.window(clampCursor(this.case.trace, cursor), lines);
  }

  async move(cursor: Cursor, move: Move): Promise<Cursor> {
    return moved(this.case.trace, clampCursor(this.case.trace, cursor), move);
  }

  async eventAt(time: number): Promise<number> {
    return eventAt(this.case.trace, time);
  }

  async eventTimes(from: number, count: number): Promise<Float64Array> {
    const { index } = this.case.trace;
    const length = Math.max(0, Math.min(count, index.length - from));
    return Float64Array.from({ length }, (_, at) => index.timeOf(from + at) / 1e9);
  }

  async timeline(ranges: readonly TimelineRange[]): Promise<TimelineDetail> {
    return timelineDetail(this.case.trace, ranges);
  }

  async lanesOf({ client, limit }: LaneQuery): Promise<LaneWindow> {
    return this.case.lanes.matching(client, limit);
  }

  async series({ chart, ...range }: SeriesQuery): Promise<SeriesView> {
    return this.case.charts.view(chart, range);
  }

  async bucketOf({ protocol: name, caddr: addr, cport, key }: TupleQuery): Promise<HashView | null> {
    const caddr = parseAddr(addr);
    // A template of a firewall mark has no protocol.
    const protocol = name.toLowerCase() === 'ip' ? 0 : parseProtocol(name.toLowerCase());
    if (caddr === null || protocol === null) return null;
    const tab = hashedTable(this.case.trace.program.params);
    return hashView(tab, { protocol, caddr, cport, pe_data: key ?? null });
  }

  async caseText(stops: SavedStops = NO_STOPS): Promise<string> {
    const { trace, info } = this.case;
    return printCase({
      ...documentOf(trace.program, { title: info.title, about: info.about }),
      stops,
    });
  }

  async export(query: ExportQuery): Promise<ExportResult> {
    await this.whole();
    return exported(this.case, query);
  }

  async evidence(): Promise<EvidenceView> {
    await this.whole();
    return evidenceView(this.case.trace, this.case.evidence);
  }

  async findings(): Promise<FindingsAnswer> {
    await this.whole();
    return lookOn(this.case);
  }

  async differences(query: DifferencesQuery): Promise<DifferencesView | null> {
    await this.whole();
    return this.sidesLoaded.differing.view(query);
  }

  async differenceRows(query: DifferencesQuery, from: number, count: number): Promise<DifferenceWindow> {
    await this.whole();
    return this.sidesLoaded.differing.window(query, from, count);
  }

  async anchor(anchor: Anchor, cursor: Cursor, conn: string | null): Promise<Cursor | null> {
    await this.whole();
    return anchorAt(this.case.trace, anchor, cursor, conn);
  }

  async sameTime(moment: SideMoment, side: SideName): Promise<Cursor | null> {
    return this.sidesLoaded.differing.sameTime(moment, side);
  }

  async findFunctions(words: string, event: number): Promise<readonly FoundFunction[]> {
    return findFunctions(this.case, words, event);
  }

  async findEntries(text: string): Promise<readonly FoundEntry[]> {
    return findEntries(this.case, text);
  }

  async findLines(words: string, from: number): Promise<FoundLines> {
    return findLines(this.case, words, from);
  }

  async fieldExamples(): Promise<Readonly<Record<string, readonly string[]>>> {
    return fieldExamples(this.case);
  }

  async flowCounts(): Promise<Readonly<Record<string, number>>> {
    await this.whole();
    return flowCounts(this.case.trace);
  }

  async flowEvents(query: PlaceQuery): Promise<PlaceWindow> {
    await this.whole();
    return flowEvents(this.case, query);
  }

  async flowMove(place: string, cursor: Cursor, direction: 1 | -1): Promise<Cursor | null> {
    await this.whole();
    return flowMove(this.case.trace, place, clampCursor(this.case.trace, cursor), direction);
  }

  async whyNot(cursor: Cursor): Promise<readonly WhyAnswer[]> {
    const { trace, servers } = this.case;
    const { event } = clampCursor(trace, cursor);
    return event < 0 ? [] : whyAnswers(whyContext(trace, servers, event));
  }

  async timerQueue(query: TimerQuery): Promise<TimerQueue> {
    return timerQueue(this.case.lives, query);
  }

  async families(query: FamilyQuery): Promise<FamilyWindow> {
    return familyWindow(this.case.lives, this.case.lanes, query);
  }

  async life({ conn, from, count }: LifeQuery): Promise<LifeView | null> {
    return this.case.lives.view(conn, from, count);
  }

  async clientLife(client: string): Promise<ClientLife | null> {
    return clientLife(this.case.lives, client);
  }

  async serverLife(query: ServerQuery): Promise<ServerLife | null> {
    return serverLife(this.case.lives, query);
  }
}
