import { type Message, type Severity, splitTemplate } from './message.ts';

/**
 * An entry of a catalogue. `level` is the least net.ipv4.vs.debug_level at which it is printed; the prefix
 * `IPVS: ` is not part of the template.
 */
export function define(
  id: string,
  fn: string,
  level: number,
  template: string,
  severity: Severity = 'debug',
  prefix = true,
): Message {
  return { id, fn, level, severity, template, prefix, pieces: splitTemplate(template) };
}

/** Printed at any debug_level, as KERN_ERR. */
export function err(id: string, fn: string, template: string): Message {
  return define(id, fn, -1, template, 'error');
}

/** Printed at any debug_level, as KERN_INFO. */
export function info(id: string, fn: string, template: string): Message {
  return define(id, fn, -1, template, 'info');
}
