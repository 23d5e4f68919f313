export interface FrameRecord {
  sec: number;
  nsec: number;
  bytes: Uint8Array;
  /** Length on the wire; that of `bytes` unless told. */
  originalLength?: number;
}

export interface PcapOptions {
  linktype: number;
  /** Nanosecond file; else microseconds, and finer digits are dropped. */
  nanoseconds?: boolean;
  /** Little endian unless told. */
  bigEndian?: boolean;
}

/** A pcap file (draft-ietf-opsawg-pcap) of version 2.4. */
export function writePcap(frames: readonly FrameRecord[], options: PcapOptions): Uint8Array {
  const little = !options.bigEndian;
  const unit = options.nanoseconds ? 1 : 1000;
  const total = frames.reduce((sum, frame) => sum + 16 + frame.bytes.length, 24);
  const file = new Uint8Array(total);
  const view = new DataView(file.buffer);
  view.setUint32(0, options.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, little);
  view.setUint16(4, 2, little);
  view.setUint16(6, 4, little);
  view.setUint32(16, 262_144, little);
  view.setUint32(20, options.linktype, little);
  let at = 24;
  for (const { sec, nsec, bytes, originalLength } of frames) {
    view.setUint32(at, sec, little);
    view.setUint32(at + 4, Math.floor(nsec / unit), little);
    view.setUint32(at + 8, bytes.length, little);
    view.setUint32(at + 12, originalLength ?? bytes.length, little);
    file.set(bytes, at + 16);
    at += 16 + bytes.length;
  }
  return file;
}
