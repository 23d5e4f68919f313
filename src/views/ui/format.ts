/** Numbers as people read them; all views use these so that a quantity looks the same everywhere. */

/** Seconds of uptime with three digits, as packets are stamped: `7.000`. */
export function packetTime(seconds: number): string {
  return seconds.toFixed(3);
}

/** As dmesg prints it: `7.000000`. */
export function logTime(seconds: number): string {
  return seconds.toFixed(6);
}

/** Seconds that come from jiffies, with the digits HZ gives: two at 100, three at 250 and 1000. */
export function timerTime(seconds: number, hz: number): string {
  return seconds.toFixed(hz === 100 ? 2 : 3);
}

/** Address and port as the kernel prints them; IPv6 in brackets: `[fd00:f::1]:40001`. */
export function endpoint(addr: string, port: number): string {
  return addr.includes(':') ? `[${addr}]:${port}` : `${addr}:${port}`;
}

/** Thousands separated: `62,140`. */
export function count(value: number): string {
  return value.toLocaleString('en');
}

/** `1 entry`, `3 entries`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A bucket as the kernel's people write it: `0xc95`, padded to the width of the largest. */
export function bucketName(bucket: number, buckets = 4096): string {
  const width = Math.max(1, Math.ceil(Math.log2(Math.max(2, buckets)) / 4));
  return `0x${bucket.toString(16).padStart(width, '0')}`;
}
