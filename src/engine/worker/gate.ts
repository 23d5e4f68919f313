/** Where long work waits while it is paused. */
export class Gate {
  private waiting: (() => void)[] | null = null;

  pause(): void {
    this.waiting ??= [];
  }

  goOn(): void {
    const { waiting } = this;
    this.waiting = null;
    for (const resume of waiting ?? []) resume();
  }

  /** Fulfilled at once, or when the work goes on. */
  async pass(): Promise<void> {
    while (this.waiting) {
      const { waiting } = this;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }
}
