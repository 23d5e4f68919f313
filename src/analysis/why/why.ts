import { NF_DROP } from '../../kernel/lib/netfilter.ts';
import type { Phrase } from '../../trace/views.ts';
import { text } from '../phrases.ts';
import { commandWords } from './command.ts';
import type { WhyContext } from './context.ts';
import { clashed, dropWords, ftpDropped } from './drop.ts';
import { hitWords } from './hit.ts';
import { madeWords } from './made.ts';
import { passWords } from './pass.ts';
import { timerWords } from './timer.ts';
import { syncedWords, toldWords } from './told.ts';

/** The answer to "why did this happen?", with evidence: outcome, cause, where the cause was made, otherwise. */
export function whyPhrases(context: WhyContext): Phrase[] {
  const { what, recorder } = context.visit;
  const { facts } = recorder;
  if (what.kind === 'note') return [text(what.input.text)];
  if (what.kind === 'command') return commandWords(context);
  if (what.kind === 'timer') return timerWords(context);
  if (what.told) return toldWords(context, facts, what.told.refused);
  if (what.verdict === null)
    return [
      text('Not an input of IPVS: the packet never came to the director, or the model has sent it itself.'),
    ];
  if (facts.conntrackClash) return clashed(context);
  if (facts.sync !== null) return syncedWords(facts, facts.sync);
  if (what.verdict === NF_DROP) return dropWords(context, facts);
  if (facts.ftpDropped) return ftpDropped(context);
  if (!facts.entry) return passWords(context, facts);
  return facts.entryIs === 'made'
    ? madeWords(context, facts, facts.entry)
    : hitWords(context, facts, facts.entry);
}
