const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** More than enough for a given bucket of a million. */
const TRIES = 4_000_000;
/** Short keys have few others of their length. */
const SHORT_TRIES = 4000;

/** A key of so many letters and digits that may take another's place; the last one drawn, if none may. */
export function newCallId(
  length: number,
  random: (below: number) => number,
  fits: (id: string) => boolean,
): string {
  let id = '';
  for (let tries = length < 4 ? SHORT_TRIES : TRIES; tries > 0; tries--) {
    id = '';
    for (let i = 0; i < length; i++) id += LETTERS[random(LETTERS.length)];
    if (fits(id)) return id;
  }
  return id;
}
