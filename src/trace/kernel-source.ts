/**
 * Where the source of a kernel's functions can be read: a public cross-reference of Linux, by version and name. Nothing is
 * fetched; the reader follows the link.
 */

const REFERENCE = 'https://elixir.bootlin.com/linux';

/** Versions of the cross-reference by the name of the kernel's profile. */
const VERSIONS: Readonly<Record<string, string>> = {
  'linux-2.6.32': 'v2.6.32',
  'linux-6.12': 'v6.12',
};

/** Steps that are called by a name of ours, or by a pointer: the kernel has no function of that name. */
const NOT_A_FUNCTION = new Set(['packet_xmit']);

/** Functions that stand under another name in one version. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'linux-2.6.32': { ip_vs_service_find: 'ip_vs_service_get' },
};

/** Address of a function's source in the kernel of a profile; null = there is none to show. */
export function sourceOf(profile: string, fn: string): string | null {
  const version = VERSIONS[profile];
  if (!version || !/^[a-z_]\w*$/.test(fn) || NOT_A_FUNCTION.has(fn)) return null;
  return `${REFERENCE}/${version}/A/ident/${RENAMED[profile]?.[fn] ?? fn}`;
}
