/** Numbers (places of something) in order of their times: a binary heap in typed arrays. */
export class Due {
  private times = new Float64Array(1024);
  private values = new Int32Array(1024);
  length = 0;

  /** Time of the first; Infinity = none. */
  get time(): number {
    return this.length > 0 ? this.times[0] : Number.POSITIVE_INFINITY;
  }

  get first(): number {
    return this.values[0];
  }

  push(time: number, value: number): void {
    if (this.length === this.times.length) this.grow();
    this.up(this.length++, time, value);
  }

  /** Gives the first another time. */
  postpone(time: number): void {
    this.down(time, this.values[0]);
  }

  /** Takes the first away. */
  drop(): void {
    this.length--;
    if (this.length > 0) this.down(this.times[this.length], this.values[this.length]);
  }

  private up(from: number, time: number, value: number): void {
    const { times, values } = this;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (times[parent] <= time) break;
      times[at] = times[parent];
      values[at] = values[parent];
      at = parent;
    }
    times[at] = time;
    values[at] = value;
  }

  private down(time: number, value: number): void {
    const { times, values, length } = this;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= length) break;
      if (child + 1 < length && times[child + 1] < times[child]) child++;
      if (times[child] >= time) break;
      times[at] = times[child];
      values[at] = values[child];
      at = child;
    }
    times[at] = time;
    values[at] = value;
  }

  private grow(): void {
    const size = this.times.length * 2;
    const [times, values] = [new Float64Array(size), new Int32Array(size)];
    times.set(this.times);
    values.set(this.values);
    [this.times, this.values] = [times, values];
  }
}
