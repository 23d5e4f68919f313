import { expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/index.ts';
import { Trace } from '../../trace/trace.ts';
import type { SideName } from '../protocol/messages.ts';
import { type ComparedSide, Comparing } from './comparing.ts';
import { draftOfCase } from './loaded-case.ts';

const SCENARIO = SCENARIOS.find(({ name }) => name === 'session-loss-persistent-360') ?? SCENARIOS[0];

function side(name: SideName): ComparedSide {
  const trace = new Trace(draftOfCase(SCENARIO.text, []).program);
  trace.play();
  return { view: { name, title: name }, trace };
}

const compared = async (most?: number) => {
  const comparing = await Comparing.of(
    side('model'),
    side('other'),
    () => {},
    async () => true,
    most,
  );
  return comparing?.view(async () => true);
};

it('holds two long sides against each other as far as their messages fit', async () => {
  const whole = await compared();
  const part = await compared(20);
  expect(whole).toMatchObject({ until: null, differences: 0 });
  expect(part).toMatchObject({ differences: 0 });
  expect(part?.until).toBeGreaterThan(0);
  expect(part?.lines.a).toBe(part?.lines.b);
  expect(part?.lines.a).toBeGreaterThan(0);
  expect(part?.lines.a).toBeLessThan(whole?.lines.a ?? 0);
});
