import type { Progress } from '../engine/protocol/progress.ts';
import { count } from '../views/ui/index.ts';

const MB = 1e6;

function megabytes(bytes: number): string {
  return (bytes / MB).toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** `under a second`, `8 s`, `2 min 5 s`, `1 h 10 min`. */
export function timeLeft(seconds: number): string {
  if (seconds < 1) return 'under a second';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How far something is, in words: `12.3 of 81.0 MB, 151,000 packets so far, 43.0 MB/s, 2 s left`. */
export function howFar({ done, total, unit, packets, rate, secondsLeft }: Progress): string {
  const bytes = unit === 'bytes';
  const parts = [
    bytes ? `${megabytes(done)} of ${megabytes(total)} MB` : `${count(done)} of ${count(total)} ${unit}`,
  ];
  if (packets !== undefined) parts.push(`${count(packets)} packets so far`);
  if (rate !== undefined)
    parts.push(bytes ? `${megabytes(rate)} MB/s` : `${count(Math.round(rate))} ${unit}/s`);
  if (secondsLeft !== undefined) parts.push(`${timeLeft(secondsLeft)} left`);
  return parts.join(', ');
}
