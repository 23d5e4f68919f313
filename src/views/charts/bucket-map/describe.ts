import type { TableView } from '../../../trace/views.ts';
import { bucketName, counted } from '../../ui/index.ts';

/** `0xfa2, 5 entries, 1 template`; for a cell of several buckets the longest chain among them. */
export function bucketText(table: TableView, bucket: number, per: number, named = true): string {
  const name = named ? `${bucketName(bucket, table.size)}, ` : '';
  if (per === 1) return name + contentText(table.counts[bucket] ?? 0, table.templates[bucket] ?? 0);
  let longest = 0;
  let entries = 0;
  let templates = 0;
  for (let at = bucket; at < bucket + per; at += 1) {
    longest = Math.max(longest, table.counts[at]);
    entries += table.counts[at];
    templates += table.templates[at];
  }
  return `${name}and ${per - 1} more: ${contentText(entries, templates)}${entries > 0 ? `, longest chain ${longest}` : ''}`;
}

function contentText(entries: number, templates: number): string {
  if (entries === 0) return 'empty';
  const all = counted(entries, 'entry', 'entries');
  return templates > 0 ? `${all}, ${counted(templates, 'template')}` : all;
}

/** Buckets worth listing: the lookup, those of the client (at most 50), and the longest chains. */
export function notableBuckets(table: TableView, most = 20): { bucket: number; why: string }[] {
  const why = new Map<number, string>();
  if (table.lookup !== null) why.set(table.lookup, 'looked up');
  for (const bucket of table.clientBuckets.slice(0, 50))
    why.set(bucket, why.has(bucket) ? 'looked up, of the client' : 'of the client');
  let longest = Math.min(255, table.lengths.length - 1);
  for (let left = most; left > 0 && longest > 1; longest -= 1) {
    for (let bucket = table.counts.indexOf(longest); bucket >= 0 && left > 0; left -= 1) {
      if (!why.has(bucket)) why.set(bucket, 'long chain');
      bucket = table.counts.indexOf(longest, bucket + 1);
    }
  }
  return [...why].map(([bucket, words]) => ({ bucket, why: words }));
}
