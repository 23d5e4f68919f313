import { expect, it, vi } from 'vitest';
import { Trace } from '../../trace/trace.ts';
import { Engine } from './engine.ts';

const query = { cursor: { event: 30, step: 1 }, bucket: null, client: null };

async function opened(): Promise<Engine> {
  const engine = new Engine();
  await engine.openScenario('session-loss-persistent-360');
  return engine;
}

it('sketches the nearest event, and nothing before the first', async () => {
  const engine = await opened();
  expect(await engine.sketch({ ...query, cursor: { event: -1, step: 0 } })).toBeNull();
  expect(await engine.moment(query)).toMatchObject({ sketch: false, cursor: { event: 30, step: 1 } });
  const sketch = await engine.sketch({ ...query, cursor: { event: 1e9, step: 0 } });
  expect(sketch).toMatchObject({ sketch: true, steps: [], row: { event: sketch?.cursor.event } });
});

it('ends a visit on its way when another moment is sketched', async () => {
  const engine = await opened();
  const approach = vi.spyOn(Trace.prototype, 'approach').mockReturnValue(false);
  const visit = engine.moment(query);
  await engine.sketch({ ...query, cursor: { event: 40, step: 1 } });
  expect(await visit).toMatchObject({ sketch: true, cursor: { event: 30 } });
  approach.mockRestore();
  expect(await engine.moment(query)).toMatchObject({ sketch: false });
});
