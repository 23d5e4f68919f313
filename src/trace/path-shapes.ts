/**
 * The ways that events took through the kernel's functions, each kept once. An event's *shape* is the set of places
 * that it came through, in the order in which it first came there; there are few of them, however many events there are. So
 * "how often was this branch taken" and "which packets came here" need neither the model nor its steps.
 */

/** A place in the code of the kernel. `fn` = the function that it stands in. */
export type Site =
  /** `fn` was called; `caller` is '' for a hook, a timer or a command. */
  | { readonly kind: 'call'; readonly fn: string; readonly caller: string }
  | { readonly kind: 'branch'; readonly fn: string; readonly condition: string; readonly taken: boolean }
  /** A message was printed; `message` is its name in the catalogue. */
  | { readonly kind: 'log'; readonly fn: string; readonly message: string };

/** Texts of two levels to numbers, without making a key of them. */
class Pairs {
  private readonly ids = new Map<string, Map<string, number>>();

  id(first: string, second: string, make: () => number): number {
    let inner = this.ids.get(first);
    if (!inner) {
      inner = new Map();
      this.ids.set(first, inner);
    }
    const known = inner.get(second);
    if (known !== undefined) return known;
    const id = make();
    inner.set(second, id);
    return id;
  }
}

/**
 * Ways through the kernel, each kept once: the places that an event came to (calls, branches with their result,
 * messages), in the order in which it first came there. Events share them, so that a question is asked once for each.
 */
export class PathShapes {
  readonly sites: Site[] = [];
  /** Per shape, the numbers of its sites. */
  readonly shapes: Uint32Array[] = [];
  private readonly calls = new Pairs();
  private readonly taken = new Pairs();
  private readonly notTaken = new Pairs();
  private readonly logs = new Pairs();
  private readonly byHash = new Map<number, number[]>();
  /** Per site, the event that came there last, counted from 1. */
  private seen = new Uint32Array(256);
  private running = 0;
  private path = new Uint32Array(256);
  private length = 0;

  /** A new event begins. */
  begin(): void {
    this.running++;
    this.length = 0;
  }

  call(caller: string, fn: string): void {
    this.visit(this.calls.id(caller, fn, () => this.sites.push({ kind: 'call', fn, caller }) - 1));
  }

  branch(fn: string, condition: string, taken: boolean): void {
    const make = (): number => this.sites.push({ kind: 'branch', fn, condition, taken }) - 1;
    this.visit((taken ? this.taken : this.notTaken).id(fn, condition, make));
  }

  log(fn: string, message: string): void {
    this.visit(this.logs.id(fn, message, () => this.sites.push({ kind: 'log', fn, message }) - 1));
  }

  private visit(site: number): void {
    if (site >= this.seen.length) this.seen = grown(this.seen);
    if (this.seen[site] === this.running) return;
    this.seen[site] = this.running;
    if (this.length === this.path.length) this.path = grown(this.path);
    this.path[this.length++] = site;
  }

  /** The event is over; returns the number of its shape. */
  finish(): number {
    const { path, length } = this;
    let hash = length;
    for (let i = 0; i < length; i++) hash = (Math.imul(hash, 31) + path[i]) | 0;
    const alike = this.byHash.get(hash);
    const known = alike?.find((id) => equals(this.shapes[id], path, length));
    if (known !== undefined) return known;
    const id = this.shapes.push(path.slice(0, length)) - 1;
    if (alike) alike.push(id);
    else this.byHash.set(hash, [id]);
    return id;
  }

  /** Per shape, 1 where one of its sites passes a test. */
  matching(test: (site: Site) => boolean): Uint8Array {
    const good = this.sites.map(test);
    return Uint8Array.from(this.shapes, (shape) => (shape.some((site) => good[site]) ? 1 : 0));
  }
}

function equals(shape: Uint32Array, path: Uint32Array, length: number): boolean {
  if (shape.length !== length) return false;
  for (let i = 0; i < length; i++) if (shape[i] !== path[i]) return false;
  return true;
}

function grown(values: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(values.length * 2);
  larger.set(values);
  return larger;
}
