import type { Problem } from '../base/result.ts';
import type { ConnQuery, ConnWindow, Move, RowQuery, TupleQuery } from '../engine/protocol/case-api.ts';
import type {
  CaseSides,
  ComparedRow,
  ComparisonView,
  EngineApi,
  InputFile,
  Progress,
  SideName,
  UnreadWindow,
} from '../engine/protocol/messages.ts';
import type { FoundSeed, SeedAnswer, SeedPlan, SeedProgress, SeedQuery } from '../engine/protocol/seed.ts';
import type { EvidenceUse, EvidenceView } from '../trace/evidence-views.ts';
import type {
  CaseInfo,
  Cursor,
  EventRow,
  HashView,
  LogLine,
  Moment,
  OpenedFile,
  Overview,
} from '../trace/views.ts';
import type { ChartsSlice } from './charts-state.ts';
import type { CutSlice } from './cut-state.ts';
import type { DifferencesSlice } from './differences-state.ts';
import type { ExportsSlice } from './exports-state.ts';
import type { FindingsSlice } from './findings-state.ts';
import type { FlowSlice } from './flow-state.ts';
import type { GrowingSlice } from './growing-state.ts';
import type { LivesSlice, QueuesSlice } from './lives-state.ts';
import type { PanelsSlice } from './panels-state.ts';
import type { SearchSlice } from './search-state.ts';
import type { ShareSlice } from './share-state.ts';
import type { StopsSlice } from './stops-state.ts';
import type { TableSlice } from './table-state.ts';
import type { TimelineSlice } from './timeline-state.ts';
import type { WhatIfSlice } from './whatif-state.ts';

/** Why the last thing that was opened could not be read; the case before stays. */
export interface Failure {
  headline: string;
  problems: readonly Problem[];
  files: readonly OpenedFile[];
}

/** What is open, what is being opened, what could not be opened. */
export interface SessionSlice {
  info: CaseInfo | null;
  overview: Overview | null;
  scenarios: readonly { name: string; title: string; about: string }[];
  /** Name of the open built-in case, or null for files of one's own. */
  scenario: string | null;
  opening: boolean;
  progress: Progress | null;
  failure: Failure | null;
  /** The start page is shown instead of the case. */
  home: boolean;
  setHome(home: boolean): void;
  loadScenarios(): Promise<void>;
  /** Opens the first built-in case: what the app starts with. */
  openFirst(): Promise<void>;
  openFiles(files: readonly InputFile[]): Promise<void>;
  openScenario(name: string): Promise<void>;
  cancelOpening(): void;
  /** What is being opened waits. */
  openingPaused: boolean;
  pauseOpening(): void;
  goOnOpening(): void;
  dismissFailure(): void;
  caseText(): Promise<string>;
}

/** The one cursor everything follows. */
export interface CursorSlice {
  /** Where we want to be. Views draw `moment.cursor`, which is where we are. */
  cursor: Cursor;
  moment: Moment | null;
  go(to: Cursor): void;
  /** To the end of the last event at or before a time (seconds of uptime). */
  goTime(time: number): Promise<void>;
  move(move: Move): void;
  /** Goes to a packet by its number from 1; step = Infinity is its last. */
  goToPacket(packet: number, step: number): Promise<void>;
}

/** Listings and other parts of pasted text, with how far the model agrees. */
export interface EvidenceSlice {
  /** null = not asked for since the case was opened. */
  evidence: EvidenceView | null;
  loadEvidence(): Promise<void>;
  /** Uses a part otherwise, or at another time (seconds of uptime). The case is made anew; the cursor keeps its time. */
  changeEvidence(id: string, change: { use?: EvidenceUse; time?: number }): Promise<void>;
}

/** The case runs by itself. */
export interface PlaySlice {
  playing: boolean;
  /** Uptime to which the clock has run while it plays; null = the clock stands with the cursor. */
  playTime: number | null;
  /** How fast: id of one of the paces. */
  pace: string;
  setPace(pace: string): void;
  /** Runs until the end, until it is paused or until somebody moves the cursor. */
  play(): void;
  pause(): void;
  faster(): void;
  slower(): void;
}

/** The packet list: pages of rows around what is seen, for one filter. */
export interface RowsSlice {
  rowFilter: string;
  rowKinds: readonly EventRow['kind'][];
  /** Rows that pass the filter. */
  rowTotal: number;
  /** Loaded rows by index in the filtered list. */
  rowCache: ReadonlyMap<number, EventRow>;
  /** Events that the filter has looked at while it is looking; null = at all. */
  rowsScanned: number | null;
  /** Index in the filtered list of the cursor's event; -1 = filtered out or none. */
  activeRow: number;
  /** Row to keep in view: the active one, or the one behind which the cursor stands. */
  nearRow: number;
  setRowFilter(filter: string): void;
  setRowKinds(kinds: RowQuery['kinds']): void;
  needRows(first: number, last: number): void;
}

/** The kernel log at one level. */
export interface LogSlice {
  logLevel: number;
  /** An expression or words; '' = all lines. */
  logFilter: string;
  /** The filter has not looked at all lines yet. */
  logScanning: boolean;
  /** Lines over the whole run at this level; -1 = not known yet. */
  logTotal: number;
  /** Last line printed at the cursor; -1 = none yet. */
  logCurrent: number;
  logCache: ReadonlyMap<number, LogLine>;
  setLogLevel(level: number): void;
  setLogFilter(filter: string): void;
  /** Puts the cursor on the next line that is shown, or the one before. */
  goLogLine(direction: 1 | -1): Promise<void>;
  needLog(first: number, last: number): void;
}

/** Entries of the connection table at the cursor, listed. */
export interface ConnsSlice {
  connQuery: Pick<ConnQuery, 'sort' | 'filter'>;
  conns: ConnWindow | null;
  setConnQuery(query: Partial<ConnsSlice['connQuery']>): void;
  /** Asks for a window at the cursor; it is asked again whenever the cursor moves. */
  needConns(from: number, count: number): void;
}

/** The search of the seed that explains a listing of the user's kernel. */
export interface SeedSlice {
  seedQuery: SeedQuery;
  /** What a search of the query would do; null = nothing was pasted. */
  seedPlan: SeedPlan | null;
  /** A search is under way, also when its dialog is closed. */
  seedSearching: boolean;
  seedProgress: SeedProgress | null;
  seedAnswer: SeedAnswer | null;
  setSeedQuery(query: Partial<SeedQuery>): Promise<void>;
  /** Shows the dialog, with a listing that the page has from elsewhere. */
  askForSeed(listing?: string): void;
  startSeedSearch(): Promise<void>;
  /** Ends the search; what it found until then is told. */
  stopSeedSearch(): void;
  /** Ends the search, and tells nothing of it. */
  forgetSeedSearch(): void;
  /** Opens the case once more with the seed. */
  takeSeed(found: FoundSeed): Promise<void>;
}

/** The kernels of the case, and which one all views show. */
export interface SidesSlice {
  /** null = not known yet. */
  sides: CaseSides | null;
  /** Shows another side at the same moment; `at` = there instead. */
  showSide(side: SideName, at?: Cursor): Promise<void>;
  putProfile(profile: string): Promise<void>;
  /** Puts an alternative that was played beside the case. */
  putAlternative(id: string): Promise<void>;
  putFiles(files: readonly InputFile[]): Promise<void>;
  /** Takes away what was put beside. */
  takeAway(): Promise<void>;
  /** Moves the log against the capture by seconds. */
  nudge(seconds: number): Promise<void>;
  /** Reads the log by another kernel's messages. */
  chooseKernel(name: string): Promise<void>;
  /** Lines of the log that look like IPVS and are not known. */
  unreadLines(from: number, count: number): Promise<UnreadWindow | null>;
}

/** Two kernels held against each other. */
export interface ComparisonSlice {
  /** null = not compared (yet). */
  comparison: ComparisonView | null;
  /** How far the comparison is; null = none is being made. */
  comparing: Progress | null;
  /** The reader stopped it: it does not begin again by itself. */
  comparingStopped: boolean;
  /** Loaded rows of the comparison by their number. */
  comparedCache: ReadonlyMap<number, ComparedRow>;
  /** Row of the last line that is printed at the cursor on the side that is shown; -1 = none yet. */
  comparedCurrent: number;
  /** Row that the reader looks at. */
  comparedRow: number;
  /** Compares unless it is done or under way. */
  compare(): Promise<void>;
  stopComparing(): void;
  needCompared(first: number, last: number): void;
  selectCompared(row: number): void;
  /** To where the line of a row is printed: on the side that is shown, or on the other after switching to it. */
  goCompared(row: number, side?: SideName): Promise<void>;
  /** To the next difference behind the row looked at, or the one before it. */
  goDifference(direction: 1 | -1): Promise<void>;
}

export type Overlay =
  | 'cut'
  | 'share'
  | 'asked'
  | 'panels'
  | 'stops'
  | 'seed'
  | 'what-if'
  | 'palette'
  | 'help'
  | 'open'
  | 'case'
  | 'scenarios';
export type ViewName =
  | 'path'
  | 'flow'
  | 'table'
  | 'templates'
  | 'timers'
  | 'services'
  | 'findings'
  | 'evidence'
  | 'compare'
  | 'differences';
export type Theme = 'system' | 'dark' | 'light';

/** What the reader chose to look at; does not change the moment except where said. */
export interface SelectionSlice {
  /** Bucket whose chain is shown; null = the one that the event looks up. Changes the moment. */
  bucket: number | null;
  /** Client whose buckets are outlined; null = the event's own. Changes the moment. */
  client: string | null;
  /** Entry (ConnView.id) looked at in Templates and Timers; null = the event's own. */
  conn: string | null;
  /** Tab of the inspector by the kernel's name, `ct`; the object of that name is shown at every cursor. */
  objectTab: string | null;
  selectBucket(bucket: number | null): void;
  selectClient(client: string | null): void;
  selectConn(id: string | null): void;
  selectObjectTab(name: string): void;
  /** Selects the bucket of a tuple and tells how it was computed; null = it cannot be hashed. */
  lookUp(tuple: TupleQuery): Promise<HashView | null>;
  /** Part of the timeline that is shown, as shares of its whole width. */
  zoom: { readonly from: number; readonly to: number };
  setZoom(zoom: { from: number; to: number }): void;
}

/** Sizes, theme, view: remembered in this browser. */
export interface LayoutSlice {
  view: ViewName;
  theme: Theme;
  /** Percent by pane, per split. */
  sizes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Panel that fills the window, by its id. */
  maximised: string | null;
  overlay: Overlay | null;
  setView(view: ViewName): void;
  setTheme(theme: Theme): void;
  setSizes(split: string, layout: Record<string, number>): void;
  setMaximised(panel: string | null): void;
  setOverlay(overlay: Overlay | null): void;
}

/** Engine requests under way; 0 = idle. Tests wait for it through `document.documentElement.dataset.idle`. */
export interface ActivitySlice {
  pending: number;
  /** What the engine could not answer, in words; null = nothing went wrong. */
  engineError: string | null;
}

/** Texts of expression fields that were applied before, newest first, by kind of field; remembered in this browser. */
export interface HistorySlice {
  history: Readonly<Record<string, readonly string[]>>;
  remember(kind: string, text: string): void;
}

export type AppState = SessionSlice &
  ShareSlice &
  CutSlice &
  GrowingSlice &
  ExportsSlice &
  DifferencesSlice &
  FindingsSlice &
  WhatIfSlice &
  HistorySlice &
  SearchSlice &
  EvidenceSlice &
  CursorSlice &
  PlaySlice &
  ChartsSlice &
  RowsSlice &
  LogSlice &
  ConnsSlice &
  SeedSlice &
  SidesSlice &
  ComparisonSlice &
  StopsSlice &
  FlowSlice &
  LivesSlice &
  QueuesSlice &
  SelectionSlice &
  TableSlice &
  TimelineSlice &
  LayoutSlice &
  PanelsSlice &
  ActivitySlice;

/** What a slice is made with. */
export interface SliceContext {
  engine: EngineApi;
  get(): AppState;
  set(partial: Partial<AppState>): void;
  /** Counts a request as under way and turns a rejection into `engineError` and undefined. */
  track<T>(request: Promise<T>): Promise<T | undefined>;
}
