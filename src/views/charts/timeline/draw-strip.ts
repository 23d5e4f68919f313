import { type Scene, STRIP_HEIGHT } from './scene.ts';

/** The whole run as a strip with its packets, and a frame around the part that is shown above. */
export function drawStrip(scene: Scene, top: number): void {
  const { context, palette, whole, left, zoom, overview, now } = scene;
  const { density, from, to } = overview;
  const slice = (to - from) / density.length;
  context.fillStyle = palette['bg-0'];
  context.fillRect(left, top, whole.width, STRIP_HEIGHT);
  context.fillStyle = palette['ink-4'];
  for (let at = 0; at < density.length; at += 1)
    if (density[at] > 0)
      context.fillRect(Math.round(left + whole.x(from + at * slice)), top + 3, 1, STRIP_HEIGHT - 5);
  const x = Math.round(left + zoom.from * whole.width) + 0.5;
  const wide = Math.max(3, Math.round((zoom.to - zoom.from) * whole.width) - 1);
  context.strokeStyle = palette['ink-2'];
  context.lineWidth = 1;
  context.strokeRect(x, top + 0.5, wide, STRIP_HEIGHT - 1);
  if (now === null) return;
  context.fillStyle = palette['now-mark'];
  context.fillRect(Math.round(left + whole.x(now)) - 0.75, top, 1.5, STRIP_HEIGHT);
}
