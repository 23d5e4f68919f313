import { describe, expect, it } from 'vitest';
import { EvidencePlan, itemsOf, type PlanContext, type PlannedItem, zoneOffset } from './evidence-plan.ts';
import { type PasteSource, pasteOf } from './paste-file.ts';

const CONNS = `IPVS connection entries
pro expire state       source             virtual            destination
TCP 14:32  ESTABLISHED 172.16.0.1:40001   10.0.0.100:80      192.168.1.11:80
`;
const SERVICES = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  10.0.0.100:80 rr
  -> 192.168.1.11:80              Masq    1      0          0
`;
const RULES = '-A -t 10.0.0.100:80 -s rr\n-a -t 10.0.0.100:80 -r 192.168.1.11:80 -m\n';

/** A capture from 1000 s to 2000 s of the clock on some day. */
const DAY = 1_700_000_000 - (1_700_000_000 % 86_400);
const CAPTURE: PlanContext = { first: DAY + 1000, last: DAY + 2000, rulesGiven: true, captureGiven: true };
const ALONE: PlanContext = { first: null, last: null, rulesGiven: false, captureGiven: false };

function source(text: string, modified: number | null = null, name = 'a.txt'): PasteSource {
  const made = pasteOf(name, text, 'listing', modified);
  if (!made) throw new Error('no paste');
  return made;
}

function plan(sources: readonly PasteSource[], context: PlanContext, choices = {}): readonly PlannedItem[] {
  return new EvidencePlan(itemsOf(sources), new Map(Object.entries(choices)), context).planned();
}

const uses = (items: readonly PlannedItem[]): string[] => items.map(({ part, use }) => `${part.kind} ${use}`);
const at = (seconds: number): string => `${new Date((DAY + seconds) * 1000).toISOString().slice(0, 19)}Z\n`;

describe('what a listing is used for', () => {
  it('is the start before the first packet and a checkpoint behind it', () => {
    expect(uses(plan([source(at(990) + CONNS)], CAPTURE))).toEqual(['conns start']);
    expect(uses(plan([source(at(1500) + CONNS)], CAPTURE))).toEqual(['conns checkpoint']);
    expect(uses(plan([source(at(990) + CONNS + at(1500) + CONNS)], CAPTURE))).toEqual([
      'conns start',
      'conns checkpoint',
    ]);
  });

  it('is the start when nobody knows its time; a second one waits', () => {
    expect(uses(plan([source(`${CONNS}\n${CONNS}`)], CAPTURE))).toEqual(['conns start', 'conns shown']);
    expect(plan([source(`${CONNS}\n${CONNS}`)], ALONE)[1].note).toContain('time is not known');
  });

  it('stands in for rules only where there are none', () => {
    expect(uses(plan([source(SERVICES)], ALONE))).toEqual(['services rules']);
    expect(uses(plan([source(SERVICES)], CAPTURE))).toEqual(['services shown']);
    expect(uses(plan([source(`${RULES}\n${SERVICES}`)], ALONE))).toEqual(['rules rules', 'services shown']);
    expect(uses(plan([{ ...source(SERVICES), outdated: true }], CAPTURE))).toEqual(['services shown']);
    expect(plan([{ ...source(`${RULES}\n${CONNS}`), outdated: true }], ALONE)[0]).toMatchObject({
      use: 'shown',
      note: 'Rules that were opened later take their place.',
    });
  });

  it('is what the user says', () => {
    const [first] = plan([source(at(1500) + CONNS)], CAPTURE, { 'a.txt#0': { use: 'start' } });
    expect(first).toMatchObject({ use: 'start', uses: ['start', 'checkpoint', 'shown'] });
    const two = [source(CONNS), source(CONNS, null, 'b.txt')];
    expect(uses(plan(two, CAPTURE, { 'b.txt#0': { use: 'start' } }))).toEqual(['conns shown', 'conns start']);
    expect(plan([source(CONNS)], CAPTURE, { 'a.txt#0': { epoch: DAY + 1200 } })[0]).toMatchObject({
      use: 'checkpoint',
      epoch: DAY + 1200,
      timeFrom: 'set by you',
    });
  });
});

describe('the time of a listing', () => {
  it('is that of its file when that lies within the capture', () => {
    expect(plan([source(CONNS, DAY + 1300.5)], CAPTURE)[0]).toMatchObject({
      use: 'checkpoint',
      epoch: DAY + 1300.5,
    });
    expect(plan([source(CONNS, DAY + 90_000)], CAPTURE)[0].epoch).toBeNull();
  });

  it('is read with its zone', () => {
    const [plain] = plan([source(`2023-11-15 01:00:00\n${CONNS}`)], CAPTURE);
    const [zoned] = plan([source(`2023-11-15 01:00:00+02:00\n${CONNS}`)], CAPTURE);
    expect((plain.epoch ?? 0) - (zoned.epoch ?? 0)).toBe(7200);
    expect(plain.timeFrom).toContain('read as UTC');
    expect(plain.coarse).toBe(true);
  });

  it('is a time of day where the capture has no dates', () => {
    const context = { ...CAPTURE, first: 43_200, last: 43_300 };
    const [item] = plan([source(`Tue Dec 29 12:00:30 CET 2015\n${CONNS}`)], context);
    expect(item).toMatchObject({ use: 'checkpoint', epoch: 43_230 });
  });

  it.each([
    ['UTC', 0],
    ['CEST', 7200],
    ['-0530', -19_800],
    ['+02:00', 7200],
    ['XYZ', null],
    [null, null],
  ])('%s', (zone, seconds) => expect(zoneOffset(zone)).toBe(seconds));
});
