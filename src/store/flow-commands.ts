import type { Command } from './command.ts';
import type { AppState } from './state.ts';

const shown = (state: AppState) =>
  state.info !== null && !state.home && state.failure === null && state.view === 'flow';
const chosen = (state: AppState) => shown(state) && state.flowPlace !== null;

/** What can be done on the flowchart. */
export const FLOW_COMMANDS: readonly Command[] = [
  {
    id: 'flow-follow',
    label: "Flow: follow the cursor's node, or show the whole chart",
    group: 'View',
    keys: ['g'],
    enabled: shown,
    run: (state) => {
      state.setFlow({ flowFollows: !state.flowFollows });
      state.askFlow(state.flowFollows ? 'fit' : 'cursor');
    },
  },
  {
    id: 'flow-heat',
    label: 'Flow: show how many events came each way, or the way of this one',
    group: 'View',
    keys: ['G'],
    enabled: shown,
    run: (state) => state.setFlow({ flowHeat: !state.flowHeat }),
  },
  {
    id: 'flow-in',
    label: 'Flow: larger',
    group: 'View',
    keys: ['+'],
    enabled: shown,
    run: (state) => state.askFlow('in'),
  },
  {
    id: 'flow-out',
    label: 'Flow: smaller',
    group: 'View',
    keys: ['-'],
    enabled: shown,
    run: (state) => state.askFlow('out'),
  },
  {
    id: 'flow-next',
    label: 'Flow: next event through the chosen place',
    group: 'Go to',
    keys: ['}'],
    enabled: chosen,
    run: (state) => void state.goThrough(1),
  },
  {
    id: 'flow-previous',
    label: 'Flow: previous event through the chosen place',
    group: 'Go to',
    keys: ['{'],
    enabled: chosen,
    run: (state) => void state.goThrough(-1),
  },
];
