/** How long a slice of work may take before messages are let in, in milliseconds. */
const SLICE_MS = 40;

/** Lets messages in. By a message of its own: browsers make timers that follow each other wait 4 ms. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Cuts long work into slices by the clock. */
export class Slices {
  private began = performance.now();

  /** @param ms how long a slice may take */
  constructor(private readonly ms = SLICE_MS) {}

  /** The slice has lasted long enough: report, and rest before going on. */
  get isOver(): boolean {
    return performance.now() - this.began >= this.ms;
  }

  async rest(): Promise<void> {
    await breathe();
    this.began = performance.now();
  }
}
