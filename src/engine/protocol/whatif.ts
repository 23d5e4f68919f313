import type { Problem } from '../../base/result.ts';
import type { Alternative, ChangedWindow, Preset, WhatIfView } from '../../trace/whatif-views.ts';
import type { Progress } from './progress.ts';

export interface WhatIfQuery {
  /** `-t 10.0.0.100:80`; null = all services. */
  readonly service: string | null;
  readonly alternatives: readonly Alternative[];
}

/** The same inputs under other rules. */
export interface WhatIfApi {
  /** Plays what is not known yet; null = it was stopped by `stopWhatIf`, or another case was opened. */
  whatIf(query: WhatIfQuery, onProgress?: (progress: Progress) => void): Promise<WhatIfView | null>;
  stopWhatIf(): Promise<void>;
  /** Questions that can be asked of the case's own services. */
  whatIfPresets(service: string | null): Promise<readonly Preset[]>;
  /** What is wrong with the lines of an alternative; a problem's line counts from 1. */
  checkAlternative(alternative: Alternative): Promise<readonly Problem[]>;
  /** Packets that went otherwise under an alternative that was played. */
  changedPackets(id: string, from: number, count: number): Promise<ChangedWindow>;
}
