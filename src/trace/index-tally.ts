import { type ip_vs_conn, type ip_vs_dest, type ip_vs_service, is_template } from '../kernel/ipvs/ip_vs.ts';
import { NF_DROP } from '../kernel/lib/netfilter.ts';
import type { Tally } from '../kernel/tally.ts';
import type { EventFrame, EventIndex, OutcomeIds } from './event-index.ts';
import { clearFacts, type Facts, noFacts } from './facts.ts';
import { agrees, outcomeOf, serverKey } from './outcome.ts';
import type { Event } from './playback.ts';

/** States and protocols that have an outcome of their own in the memory of outcomes. */
const STATES = 32;

/**
 * Writes the facts of events into the index, without a probe: the same outcomes as an IndexProbe finds, at a small part
 * of its cost. Outcomes are looked up by what makes them out, so that few texts are ever made.
 */
export class IndexTally implements Tally {
  readonly facts: Facts = noFacts();
  private readonly known = new Map<number, OutcomeIds>();
  private readonly knownMade = new Map<string, OutcomeIds>();
  private readonly serverIds = new Map<number, number>();

  constructor(private readonly index: EventIndex) {}

  /** A new event begins. */
  begin(): void {
    clearFacts(this.facts);
  }

  hooked(): void {
    this.facts.seen = true;
  }

  hit(cp: ip_vs_conn): void {
    if (is_template(cp)) return;
    this.facts.entry = cp;
    this.facts.entryIs = 'hit';
  }

  reply(cp: ip_vs_conn): void {
    if (is_template(cp)) return;
    this.facts.entry = cp;
    this.facts.entryIs = 'reply';
  }

  template(ct: ip_vs_conn): void {
    this.facts.template = ct;
    this.facts.templateIs = 'hit';
  }

  invalid(): void {
    const { facts } = this;
    facts.invalidated = facts.template;
    facts.template = null;
    facts.templateIs = null;
  }

  made(cp: ip_vs_conn): void {
    const { facts } = this;
    facts.made.push({ cp, step: 0 });
    if (is_template(cp)) {
      facts.template = cp;
      facts.templateIs = 'made';
    } else {
      facts.entry = cp;
      facts.entryIs = 'made';
    }
  }

  rehashed(cp: ip_vs_conn): void {
    this.index.lives.hashed(cp, this.index.length);
  }

  service(svc: ip_vs_service | null): void {
    this.facts.lookedForService = true;
    if (svc) this.facts.service = svc;
  }

  replaced(): void {
    this.facts.replaced = this.facts.entry;
  }

  todrop(): void {
    this.facts.todrop = true;
  }

  expires(cp: ip_vs_conn): void {
    this.facts.entry ??= cp;
  }

  released(cp: ip_vs_conn): void {
    this.facts.released.push(cp);
  }

  delayed(cp: ip_vs_conn): void {
    this.facts.delayed = cp;
  }

  state(cp: ip_vs_conn, old: number): void {
    const { facts } = this;
    this.index.change(cp.uid, cp.state);
    if (cp !== facts.entry) return;
    facts.stateFrom = old;
    facts.stateTo = cp.state;
  }

  armed(ct: ip_vs_conn): void {
    this.index.armed(ct);
  }

  /** The running event is over. */
  finish(frame: EventFrame): void {
    const { event } = frame;
    const told =
      event.kind === 'packet' && this.isHit(event) ? this.hitOutcome(event) : this.otherOutcome(event);
    this.index.finish(frame, this.facts, told, 0, 0);
  }

  /** A packet of an entry that was there: nearly all of them are. */
  private isHit({ verdict }: Extract<Event, { kind: 'packet' }>): boolean {
    const { facts } = this;
    return verdict !== null && verdict !== NF_DROP && (facts.entryIs === 'hit' || facts.entryIs === 'reply');
  }

  private hitOutcome(event: Extract<Event, { kind: 'packet' }>): OutcomeIds {
    const { entry, entryIs, stateFrom, stateTo } = this.facts;
    const cp = entry as ip_vs_conn;
    const { seen } = event.input;
    if (seen && !agrees(seen, cp)) return this.index.idsOf(outcomeOf(event, this.facts));
    const state = stateFrom !== stateTo ? stateTo + 1 : 0;
    const server = cp.dest ? this.serverOf(cp.dest) : -1;
    const key = (((server + 1) * 2 + (entryIs === 'reply' ? 1 : 0)) * 256 + cp.protocol) * STATES + state;
    return this.remembered(key, event);
  }

  /** A new entry: by whose choice, with which template, in place of an old one. */
  private madeOutcome(event: Extract<Event, { kind: 'packet' }>): OutcomeIds {
    const { entry, service, templateIs, invalidated, replaced } = this.facts;
    const dest = entry?.dest;
    const { seen } = event.input;
    if (!entry || !dest || (seen && !agrees(seen, entry)))
      return this.index.idsOf(outcomeOf(event, this.facts));
    const how = `${service?.scheduler} ${templateIs} ${invalidated !== null} ${replaced !== null} ${dest.uid}`;
    const known = this.knownMade.get(how);
    if (known) return known;
    const told = this.index.idsOf(outcomeOf(event, this.facts));
    this.knownMade.set(how, told);
    return told;
  }

  private otherOutcome(event: Event): OutcomeIds {
    const { facts } = this;
    if (event.kind === 'packet' && facts.entryIs === 'made' && event.verdict !== NF_DROP)
      return this.madeOutcome(event);
    const cp = event.kind === 'timer' ? event.fired.cp : null;
    if (!cp || facts.delayed === cp) return this.index.idsOf(outcomeOf(event, facts));
    return this.remembered(is_template(cp) ? -2 : -1, event);
  }

  private remembered(key: number, event: Event): OutcomeIds {
    const known = this.known.get(key);
    if (known) return known;
    const told = this.index.idsOf(outcomeOf(event, this.facts));
    this.known.set(key, told);
    return told;
  }

  private serverOf(dest: ip_vs_dest): number {
    const known = this.serverIds.get(dest.uid);
    if (known !== undefined) return known;
    const id = this.index.serverId(serverKey(dest));
    this.serverIds.set(dest.uid, id);
    return id;
  }
}
