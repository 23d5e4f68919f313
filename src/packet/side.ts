/** Byte strings of some packets, appended in packet order. */
export class SideBytes {
  private packets: Uint32Array = new Uint32Array(64);
  /** End of each string in `bytes`; its start is the end of the one before. */
  private ends: Float64Array = new Float64Array(64);
  private bytes: Uint8Array = new Uint8Array(4096);
  private count = 0;
  private used = 0;

  append(packet: number, bytes: Uint8Array): void {
    if (this.count === this.packets.length) {
      const packets = new Uint32Array(this.count * 2);
      packets.set(this.packets);
      this.packets = packets;
      const ends = new Float64Array(this.count * 2);
      ends.set(this.ends);
      this.ends = ends;
    }
    const end = this.used + bytes.length;
    if (end > this.bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.bytes.length * 2));
      larger.set(this.bytes.subarray(0, this.used));
      this.bytes = larger;
    }
    this.bytes.set(bytes, this.used);
    this.packets[this.count] = packet;
    this.ends[this.count++] = end;
    this.used = end;
  }

  /** The bytes of a packet; empty if it has none. */
  of(packet: number): Uint8Array {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.packets[middle] < packet) low = middle + 1;
      else high = middle;
    }
    if (low === this.count || this.packets[low] !== packet) return this.bytes.subarray(0, 0);
    return this.bytes.subarray(low === 0 ? 0 : this.ends[low - 1], this.ends[low]);
  }

  /** Takes back the bytes of a packet if they are the last. */
  drop(packet: number): void {
    if (this.count === 0 || this.packets[this.count - 1] !== packet) return;
    this.count--;
    this.used = this.count === 0 ? 0 : this.ends[this.count - 1];
  }

  /** Bytes of memory in use. */
  get size(): number {
    return this.used + this.count * 12;
  }
}
