import type { Facts } from '../../trace/facts.ts';
import type { Phrase } from '../../trace/views.ts';
import { strong, text } from '../phrases.ts';
import { flow, madeBy, serverOf, type WhyContext } from './context.ts';
import { stateWords } from './hit.ts';

/** Events whose reasons are elsewhere: at the master of a backup, or in a kernel of which only the log is there. */

/** A message that a backup got. */
export function syncedWords({ made }: Facts, message: string): Phrase[] {
  const count = made.length === 1 ? '1 of them is new here' : `${made.length} of them are new here`;
  return [
    strong(message),
    text(`: entries as a master last told them. ${count}; the others took over state, activity and timeout.`),
    text(' The master chose their servers; the backup only looks them up among its own.'),
  ];
}

/** What a log tells of a packet; why the kernel did so is in it only as far as lines say. */
export function toldWords(context: WhyContext, facts: Facts, refused: boolean): Phrase[] {
  const { entry, template, templateIs, invalidated } = facts;
  if (!entry && refused) return [text('By the log its service had no real server that could take it.')];
  if (!entry) {
    const nothing = facts.service
      ? 'a virtual service was found, and no connection came of it'
      : 'neither an entry nor a virtual service was found';
    return [text('By the log '), text(`${nothing}.`)];
  }
  if (facts.entryIs !== 'made') {
    const reply = facts.entryIs === 'reply' ? ' as a reply' : '';
    const lead = [text('By the log its entry was found'), text(`${reply}: `), flow(entry), text(', server ')];
    return [
      ...lead,
      serverOf(context, entry),
      text('.'),
      ...madeBy(context, entry),
      ...stateWords(context, facts, entry),
    ];
  }
  const lead = [text('By the log a new entry was made and bound to '), serverOf(context, entry), text('.')];
  if (template && templateIs === 'hit')
    return [
      ...lead,
      text(' Template '),
      flow(template),
      text(' points there.'),
      ...madeBy(context, template),
    ];
  const aside = invalidated
    ? [text(' Template '), flow(invalidated), text(' was put aside: its server may not be used.')]
    : [];
  const made = templateIs === 'made' ? [text(' A template was made too.')] : [];
  return [...lead, ...aside, ...made, text(' Why this server was chosen is not in the log.')];
}
