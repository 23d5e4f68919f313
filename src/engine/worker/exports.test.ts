import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readRules } from '../../readers/rules.ts';
import { SCENARIOS } from '../../scenarios/index.ts';
import { EXPORT_KINDS, type ExportKind } from '../protocol/exports.ts';
import { Engine } from './engine.ts';

const END = Number.POSITIVE_INFINITY;
const LINK = 'https://example.org/#case=1.abc';

async function opened(name: string): Promise<Engine> {
  const engine = new Engine();
  expect((await engine.openScenario(name)).ok).toBe(true);
  return engine;
}

async function saved(engine: Engine, kind: ExportKind, event = 8): Promise<{ name: string; data: Blob }> {
  const result = await engine.export({ kind, cursor: { event, step: END }, link: LINK });
  if (!result.ok) throw new Error(result.message);
  return result;
}

const textOf = async (engine: Engine, kind: ExportKind): Promise<string> =>
  (await saved(engine, kind)).data.text();

/** Packets with their servers and what became of them. */
async function decisions(engine: Engine) {
  const { rows } = await engine.rows({ from: 0, count: 500, filter: '', kinds: ['packet'] });
  return rows.map(({ src, dst, what, server, flags }) => [src, dst, what, server?.addr ?? null, flags]);
}

/** Cases that are no more than rules and packets: settings, marks and commands in between are not in a capture. */
const PLAIN = SCENARIOS.filter(({ text }) => !/^(sysctl|mark|@\S+ (ipvsadm|sysctl)) /m.test(text));

it('has cases of nothing but rules and packets', () => expect(PLAIN.length).toBeGreaterThan(4));

describe.each(PLAIN.map(({ name }) => name))('%s saved', (name) => {
  it('as a capture and rules decides the same when they are opened', async () => {
    const engine = await opened(name);
    const rules = await textOf(engine, 'rules');
    const capture = await saved(engine, 'capture');
    const again = new Engine();
    const result = await again.open([capture, { name: 'rules.txt', data: new Blob([rules]) }]);
    expect(result).toMatchObject({ ok: true });
    expect(await decisions(again)).toEqual(await decisions(engine));
  });
});

describe.each(SCENARIOS.map(({ name }) => name))('%s saved', (name) => {
  it('as rules that ipvsadm reads, and a script that a shell reads', async () => {
    const engine = await opened(name);
    const { commands, problems } = readRules(await textOf(engine, 'rules'));
    expect(problems).toEqual([]);
    expect(commands.length).toBeGreaterThan(1);
    const script = await textOf(engine, 'script');
    const { status, stderr } = spawnSync('sh', ['-n'], { input: script });
    expect([status, String(stderr)]).toEqual([0, '']);
    expect(script).toContain('tcpreplay -q -i c1');
  });
});

describe('what is saved', () => {
  it('has names of its own, whatever the title', async () => {
    const engine = await opened('session-loss-wlc');
    const names = await Promise.all(EXPORT_KINDS.map(async (kind) => (await saved(engine, kind)).name));
    expect(new Set(names).size).toBe(EXPORT_KINDS.length);
    for (const one of names) expect(one).toMatch(/^Session-loss-under-wlc\.[\w.]+$/);
  });

  it('is the table of the moment', async () => {
    const engine = await opened('session-loss-persistent-360');
    const [head, ...rows] = (await textOf(engine, 'table-csv')).trimEnd().split('\r\n');
    expect(head).toMatch(/^protocol,caddr,cport,/);
    const { total } = await engine.conns({
      cursor: { event: 8, step: END },
      from: 0,
      count: 1,
      sort: 'bucket',
      filter: '',
    });
    expect(rows).toHaveLength(total);
    const json = JSON.parse(await textOf(engine, 'table-json'));
    expect(json).toHaveLength(total);
    expect(json[0]).toMatchObject({ protocol: 'TCP', caddr: '172.16.0.1' });
  });

  it('is a log that opens beside the case without a difference', async () => {
    const engine = await opened('session-loss-persistent-360');
    const files = [await saved(engine, 'log'), await saved(engine, 'capture'), await saved(engine, 'rules')];
    const again = new Engine();
    expect(await again.open(files)).toMatchObject({ ok: true });
    const comparison = await again.comparison();
    expect(comparison?.lines.b).toBeGreaterThan(100);
    expect(comparison?.agreeing).toBe(comparison?.lines.b);
  });

  it('is a report whose text cannot become markup', async () => {
    const engine = new Engine();
    const text = (await (await opened('session-loss-wlc')).caseText()).replace(
      /^title .*$/m,
      'title <img src=x> [a](b) `c`',
    );
    await engine.open([{ name: 'case.txt', data: new Blob([text]) }]);
    const report = await textOf(engine, 'report');
    expect(report).toContain('### \\<img src=x\\> \\[a\\](b) \\`c\\`');
    expect(report).toContain('-A -t 10.0.0.100:80 -s wlc');
    expect(report).toContain(`](${LINK})`);
    expect(report).toMatch(/\*\*At 7\.000 s: Packet 9, scheduled, wlc, server 192\.168\.1\.11\.\*\*/);
  });
});
