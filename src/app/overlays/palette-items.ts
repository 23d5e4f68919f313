import { COMMANDS } from '../../store/commands.ts';
import type { AppState } from '../../store/state.ts';

export interface PaletteItem {
  id: string;
  group: 'Packets' | 'Functions' | 'Go to' | 'Run' | 'Cases';
  label: string;
  /** A name of the kernel's: mono. */
  kernel?: boolean;
  keys?: string;
  disabled: boolean;
  run(state: AppState): void;
}

const MAX_FUNCTIONS = 12;

/** What the palette offers for the words typed: all must occur in the label. A number is a packet. */
export function paletteItems(state: AppState, typed: string): PaletteItem[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (label: string) => words.every((word) => label.toLowerCase().includes(word));
  return [
    ...packetItem(state, typed),
    ...COMMANDS.filter((command) => command.id !== 'palette' && has(command.label)).map(
      (command): PaletteItem => ({
        id: command.id,
        group: command.group === 'Go to' || command.group === 'Step' ? 'Go to' : 'Run',
        label: command.label,
        keys: command.keys[0],
        disabled: !command.enabled(state),
        run: command.run,
      }),
    ),
    ...functionItems(state, words.length > 0 ? has : () => false),
    ...state.scenarios
      .filter((scenario) => has(scenario.title))
      .map(
        (scenario): PaletteItem => ({
          id: `case-${scenario.name}`,
          group: 'Cases',
          label: scenario.title,
          disabled: false,
          run: (now) => void now.openScenario(scenario.name),
        }),
      ),
  ].sort((a, b) => GROUP_ORDER.indexOf(a.group) - GROUP_ORDER.indexOf(b.group));
}

const GROUP_ORDER: readonly PaletteItem['group'][] = ['Packets', 'Functions', 'Go to', 'Run', 'Cases'];

/** `9` or `9.27`: a packet by its number, and a step of it. */
function packetItem(state: AppState, typed: string): PaletteItem[] {
  const match = /^\s*(\d+)(?:\.(\d+))?\s*$/.exec(typed);
  if (!match || !state.overview) return [];
  const packet = Number(match[1]);
  const step = match[2] === undefined ? Number.POSITIVE_INFINITY : Number(match[2]);
  const exists = packet >= 1 && packet <= state.overview.packets;
  const where = match[2] === undefined ? `packet ${packet}` : `packet ${packet}, step ${match[2]}`;
  return [
    {
      id: 'packet',
      group: 'Packets',
      label: exists
        ? `Go to ${where}`
        : `There is no packet ${packet}; the last is ${state.overview.packets}`,
      disabled: !exists,
      run: (now) => void now.goToPacket(packet, step),
    },
  ];
}

/** Functions of the path at the cursor. */
function functionItems(state: AppState, has: (label: string) => boolean): PaletteItem[] {
  const calls = state.moment?.steps.filter((step) => step.kind === 'call' && has(step.text)) ?? [];
  return calls.slice(0, MAX_FUNCTIONS).map((step) => ({
    id: `function-${step.number}`,
    group: 'Functions',
    label: `${step.text}  step ${step.number}`,
    kernel: true,
    disabled: false,
    run: (now) => {
      now.setView('path');
      if (now.moment) now.go({ event: now.moment.cursor.event, step: step.number });
    },
  }));
}
