import { CHART_NAMES, type ChartName } from '../trace/series-views.ts';
import type { ChartRange, ChartsSlice } from './charts-state.ts';
import { latestWins } from './latest.ts';
import { keep, type Memory, recallText } from './memory.ts';
import type { SliceContext } from './state.ts';

const KEY = 'ipvscope.charts';
const FIRST: readonly ChartName[] = ['conns', 'states', 'new', 'templates', 'packets', 'drops'];
const SPARK_SLICES = 40;

export function createCharts({ engine, get, set, track }: SliceContext, memory: Memory | null): ChartsSlice {
  const asks = new Map<ChartName, (range: ChartRange) => void>();
  const askOf = (chart: ChartName) => {
    const known = asks.get(chart);
    if (known) return known;
    const ask = latestWins(async (range: ChartRange) => {
      const { info } = get();
      const view = await track(engine.series({ chart, ...range }));
      if (view && info === get().info) set({ chartViews: { ...get().chartViews, [chart]: view } });
    });
    asks.set(chart, ask);
    return ask;
  };
  return {
    charts: recalled(memory),
    toggleChart(chart) {
      const { charts } = get();
      const wanted = charts.includes(chart) ? charts.filter((one) => one !== chart) : [...charts, chart];
      set({ charts: CHART_NAMES.filter((one) => wanted.includes(one)) });
      keep(memory, KEY, get().charts.join(' '));
    },
    chartViews: {},
    needChart: (chart, range) => askOf(chart)(range),
    sparks: null,
    needSparks() {
      const { overview, info, sparks } = get();
      if (!overview || sparks) return;
      const { from, to } = overview;
      void track(engine.series({ chart: 'conns', from, to, slices: SPARK_SLICES })).then((view) => {
        if (view && info === get().info) set({ sparks: view });
      });
    },
  };
}

function recalled(memory: Memory | null): readonly ChartName[] {
  const kept = recallText(memory, KEY)?.split(' ');
  return kept ? CHART_NAMES.filter((chart) => kept.includes(chart)) : FIRST;
}
