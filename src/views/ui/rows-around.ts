/** Rows asked for before and behind those that are seen, so that a list can be scrolled a while without asking. */
const AROUND = 60;

/** The rows to ask for when `first` to `last` are seen: in steps, so that scrolling by a row asks for the same ones. */
export function rowsAround(first: number, last: number): { from: number; count: number } {
  return {
    from: Math.max(0, Math.floor(first / AROUND - 1) * AROUND),
    count: (Math.ceil((last - first) / AROUND) + 3) * AROUND,
  };
}
