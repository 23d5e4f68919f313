/** One SVG path per server: its slots as squares, runs in a row joined. `slots` holds a server's place or -1. */
export function slotPaths(slots: Int16Array, servers: number, columns: number, cell: number): string[] {
  const gap = cell > 6 ? 1 : 0;
  const paths: string[][] = Array.from({ length: servers }, () => []);
  for (let from = 0; from < slots.length; ) {
    const place = slots[from];
    let to = from + 1;
    // Squares with a gap stand alone.
    while (gap === 0 && to < slots.length && to % columns !== 0 && slots[to] === place) to++;
    const x = (from % columns) * cell;
    const y = Math.floor(from / columns) * cell;
    const width = (to - from) * cell - gap;
    if (place >= 0) paths[place].push(`M${x} ${y}h${width}v${cell - gap}h${-width}z`);
    from = to;
  }
  return paths.map((parts) => parts.join(''));
}
