import type { Palette } from '../canvas/palette.ts';

/** How a state of an entry is drawn; VISUAL language: opening = outline, active = full, inactive = dim, over = grey outline. */
export type Look = 'dashed' | 'open' | 'full' | 'dim' | 'half' | 'over';

const LOOKS: Readonly<Record<string, Look>> = {
  NONE: 'dashed',
  SYN_RECV: 'open',
  SYN_SENT: 'open',
  SYNACK: 'open',
  ESTABLISHED: 'full',
  UDP: 'full',
  FIN_WAIT: 'dim',
  CLOSE_WAIT: 'dim',
  LAST_ACK: 'dim',
  TIME_WAIT: 'half',
  CLOSE: 'over',
  CLOSED: 'over',
  LISTEN: 'over',
  INIT1: 'open',
  INIT: 'open',
  'C-SENT': 'open',
  'C-REPLIED': 'open',
  'C-WAIT': 'open',
  COOKIE: 'open',
  'C-ECHOED': 'open',
  'S-SENT': 'dim',
  'S-RECEIVED': 'dim',
  'S-ACK-SENT': 'dim',
  REJECTED: 'over',
};

export function lookOf(state: string): Look {
  return LOOKS[state] ?? 'full';
}

/** One stretch of a lane, at least 1 px wide. */
export function drawState(
  context: CanvasRenderingContext2D,
  palette: Palette,
  state: string,
  box: { x: number; y: number; width: number; height: number },
): void {
  const { x, y, height } = box;
  const width = Math.max(1, box.width);
  const look = lookOf(state);
  // An outline that is too narrow to have an inside is a bar.
  if (look === 'full' || (look === 'open' && width < 4))
    fill(context, palette['st-mark'], x, y, width, height);
  else if (look === 'dim') fill(context, palette['st-dim'], x, y, width, height);
  else if (look === 'half') fill(context, palette['st-dim'], x, y + height / 2, width, height / 2);
  else if (look === 'open') outline(context, palette['st-mark'], x, y, width, height);
  else if (look === 'over' && width >= 4) outline(context, palette['ink-3'], x, y, width, height);
  else if (look === 'over') fill(context, palette['ink-3'], x, y, width, height);
  else dashed(context, palette['ink-3'], x, y + height / 2, width);
}

function fill(
  context: CanvasRenderingContext2D,
  color: string,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  context.fillStyle = color;
  context.fillRect(x, y, width, height);
}

function outline(
  context: CanvasRenderingContext2D,
  color: string,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.strokeRect(x + 0.75, y + 0.75, width - 1.5, height - 1.5);
}

function dashed(context: CanvasRenderingContext2D, color: string, x: number, y: number, width: number): void {
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.setLineDash([2, 2]);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + width, y);
  context.stroke();
  context.setLineDash([]);
}
