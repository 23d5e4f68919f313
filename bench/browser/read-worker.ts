/** Reads a file as fast as the browser gives it away and forgets it. */
const VIEW = 4 << 20;

async function readAll(file: File): Promise<number> {
  const reader = file.stream().getReader({ mode: 'byob' });
  let view = new Uint8Array(VIEW);
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read(view);
    if (done || !value) return bytes;
    bytes += value.length;
    view = new Uint8Array(value.buffer);
  }
}

addEventListener('message', ({ data }: MessageEvent<File>) => {
  const start = performance.now();
  void readAll(data).then((bytes) => postMessage({ bytes, ms: performance.now() - start }));
});
