/** What outlives the page: the browser's localStorage, or a stand-in of a test. Both calls may throw. */
export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The text that an earlier visit left; null = none, or the browser does not let it be read. */
export function recallText(memory: Memory | null, key: string): string | null {
  try {
    return memory?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

/** The JSON object that an earlier visit left, its fields unchecked; empty where there is none or it is damaged. */
export function recallObject(memory: Memory | null, key: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(recallText(memory, key) ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Keeps a text for the next visit. Storage may be full or forbidden; what was chosen then lasts as long as the page. */
export function keep(memory: Memory | null, key: string, text: string): void {
  try {
    memory?.setItem(key, text);
  } catch {
    // The page works without.
  }
}
