/** Numbers of the bits in which two words differ, the lowest first. */
export function changedBits(before: number, after: number): number[] {
  const changed = before ^ after;
  return Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (changed >>> bit) & 1);
}
