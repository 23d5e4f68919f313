/** The files that were put into the page's input. */
export function inputFiles(): File[] {
  return [...(document.querySelector<HTMLInputElement>('input[type=file]')?.files ?? [])];
}

export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
