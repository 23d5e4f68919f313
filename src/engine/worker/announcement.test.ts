import { describe, expect, it } from 'vitest';
import { Engine } from './engine.ts';

async function opened(): Promise<Engine> {
  const engine = new Engine();
  const [, persistent] = await engine.scenarios();
  await engine.openScenario(persistent.name);
  return engine;
}

describe('announcement', () => {
  it('says what became of a packet at its end, and inside it what the step does', async () => {
    const engine = await opened();
    const said = async (step: number): Promise<string> =>
      (await engine.moment({ cursor: { event: 8, step }, bucket: null, client: null, want: [] }))
        .announcement;
    const { steps } = await engine.moment({
      cursor: { event: 8, step: 1 },
      bucket: null,
      client: null,
      want: [],
    });
    expect(await said(Number.POSITIVE_INFINITY)).toBe('Packet 9, template hit, server 192.168.1.12');
    expect(await said(0)).toBe('Packet 9, before its first step');
    const numberOf = (text: string): number => steps.find((step) => step.text === text)?.number ?? -1;
    const persistent = numberOf('svc->flags & IP_VS_SVC_F_PERSISTENT');
    expect(await said(persistent)).toMatch(
      new RegExp(
        `^Packet 9, step ${persistent} of ${steps.length}, svc->flags & IP_VS_SVC_F_PERSISTENT .*is true$`,
      ),
    );
    const bucket = steps.find(({ kind }) => kind === 'bucket');
    expect(await said(bucket?.number ?? -1)).toContain(`${bucket?.text}, ${bucket?.result}`);
    const log = steps.find(({ kind }) => kind === 'log');
    expect(await said(log?.number ?? -1)).toContain('prints lookup/out TCP');
  });
});
