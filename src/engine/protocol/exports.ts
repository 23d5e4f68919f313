import type { Cursor } from '../../trace/views.ts';

/** What a case, and what the model makes of it, can be saved as beside the text of the case. */
export const EXPORT_KINDS = [
  'rules',
  'capture',
  'log',
  'table-csv',
  'table-json',
  'script',
  'report',
] as const;

export type ExportKind = (typeof EXPORT_KINDS)[number];

export interface ExportQuery {
  readonly kind: ExportKind;
  /** The moment of a table, and of a report. */
  readonly cursor: Cursor;
  /** A link for a report; '' = none. */
  readonly link: string;
}

/** A file to be saved, or why there is none. */
export type ExportResult =
  | { readonly ok: true; readonly name: string; readonly data: Blob }
  | { readonly ok: false; readonly message: string };

export interface ExportApi {
  export(query: ExportQuery): Promise<ExportResult>;
}
