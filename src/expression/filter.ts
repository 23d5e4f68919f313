import type { Catalogue, ExpressionProblem, FieldList } from './catalogue.ts';
import { problemOf } from './check.ts';
import { compile } from './compile.ts';
import { readsAs } from './reads-as.ts';

/** What a field for filters makes of its text. */
export type FilterTest<C> =
  | { readonly kind: 'all' }
  | { readonly kind: 'words'; test(context: C): boolean }
  | { readonly kind: 'expression'; readonly fields: readonly string[]; test(context: C): boolean }
  /** Nothing passes: whoever shows the list keeps the one before. */
  | { readonly kind: 'problem'; readonly problem: ExpressionProblem; test(context: C): boolean };

/** Blanks part words; what stands in quotes is one. In small letters. */
export function wordsOf(text: string): string[] {
  return [...text.toLowerCase().matchAll(/"([^"]*)"?|\S+/g)]
    .map(([whole, quoted]) => quoted ?? whole)
    .filter((word) => word !== '');
}

/** An expression is compiled, words are left to `byWords`. Never throws. */
export function testFor<C>(
  text: string,
  catalogue: Catalogue<C>,
  byWords: (words: readonly string[]) => (context: C) => boolean,
): FilterTest<C> {
  const reading = readsAs(text, catalogue);
  if (reading === 'nothing') return { kind: 'all' };
  if (reading === 'words') return { kind: 'words', test: byWords(wordsOf(text)) };
  const compiled = compile(text, catalogue);
  if (!compiled.ok) return { kind: 'problem', problem: compiled.problem, test: () => false };
  return { kind: 'expression', fields: compiled.fields, test: compiled.test };
}

/** What is wrong with the text of a filter; words are never wrong. */
export function filterProblem(text: string, list: FieldList): ExpressionProblem | null {
  return readsAs(text, list) === 'expression' ? problemOf(text, list) : null;
}
