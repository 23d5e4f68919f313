import type { Problem } from '../../base/result.ts';
import type { Alternative, ChangedWindow, Preset, WhatIfView } from '../../trace/whatif-views.ts';
import type { Progress } from '../protocol/progress.ts';
import type { WhatIfQuery } from '../protocol/whatif.ts';
import { CaseQuestions } from './case-questions.ts';
import type { Work } from './growing.ts';
import type { LoadedSides } from './loaded-sides.ts';
import { Pace } from './pace.ts';
import { WhatIf } from './whatif.ts';

type OnProgress = (progress: Progress) => void;

/** The same inputs under other rules: played beside the other questions, until another case is opened. */
export abstract class WhatIfQuestions extends CaseQuestions {
  private replayer = new AbortController();
  private replays: { readonly sides: LoadedSides; readonly whatIf: WhatIf } | null = null;

  async whatIf(query: WhatIfQuery, onProgress: OnProgress = () => {}): Promise<WhatIfView | null> {
    this.replayer.abort();
    this.replayer = new AbortController();
    const work = this.workOf(this.replayer, onProgress);
    const whatIf = await this.replaysOf(work);
    return work.signal.aborted ? null : whatIf.view(query, work);
  }

  async stopWhatIf(): Promise<void> {
    this.replayer.abort();
  }

  async whatIfPresets(service: string | null): Promise<readonly Preset[]> {
    return (await this.replaysOf()).presetsOf(service);
  }

  async checkAlternative(alternative: Alternative): Promise<readonly Problem[]> {
    return (await this.replaysOf()).check(alternative);
  }

  async changedPackets(id: string, from: number, count: number): Promise<ChangedWindow> {
    return (await this.replaysOf()).changed(id, from, count);
  }

  /** The replays of the case that is loaded; its model is played first if it was not. */
  protected async replaysOf(work = this.workOf(new AbortController(), () => {})): Promise<WhatIf> {
    const { sidesLoaded: sides } = this;
    if (this.replays?.sides === sides) return this.replays.whatIf;
    const model = await sides.played('model', work);
    if (!model)
      throw new Error(
        'Only what the model plays can be replayed under other rules: this case has no packets.',
      );
    const whatIf = new WhatIf(model);
    this.replays = { sides, whatIf };
    return whatIf;
  }

  private workOf(stopper: AbortController, onProgress: OnProgress): Work {
    const { sidesLoaded } = this;
    const pace = new Pace(onProgress, () => performance.now());
    const pass = async (): Promise<void> => {
      if (sidesLoaded !== this.sidesLoaded) stopper.abort();
    };
    return { signal: stopper.signal, onProgress: pace.report, pass };
  }
}
