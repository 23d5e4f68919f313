/** Two unequal values side by side; of two IPv4 addresses only the octets from the first that differs, `.2.92`. */
export function shortPair(left: string, right: string): [string, string] {
  const isAddress = (text: string) => /^\d+(\.\d+){3}$/.test(text);
  if (!isAddress(left) || !isAddress(right)) return [left, right];
  const [a, b] = [left.split('.'), right.split('.')];
  const differs = a.findIndex((octet, at) => octet !== b[at]);
  if (differs <= 0) return [left, right];
  // At least two octets, so that it still reads as part of an address.
  const from = Math.min(2, differs);
  return [`.${a.slice(from).join('.')}`, `.${b.slice(from).join('.')}`];
}
