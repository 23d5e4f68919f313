/** Number of letters to change, add, leave out or swap with a neighbour; gives up above `most`. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    before = row;
    row = next;
  }
  return row[b.length];
}

/** The name that was most likely meant; null = nothing is near. Words longer than any name are not looked at. */
export function nearest(word: string, names: readonly string[]): string | null {
  if (word.length > 60) return null;
  const wanted = word.toLowerCase();
  let best: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const far = distance(wanted, name.toLowerCase(), least - 1);
    if (far < least) {
      best = name;
      least = far;
    }
  }
  return best ?? byLastPart(wanted, names);
}

/** `dport` or `tcp.dport`: a name with the same end is meant, if only one has it. */
function byLastPart(word: string, names: readonly string[]): string | null {
  const last = word.slice(word.lastIndexOf('.') + 1);
  if (last.length < 3) return null;
  const found = names.filter((name) => name.toLowerCase().endsWith(last));
  return found.length > 0 ? found[0] : null;
}
