/** State tables of TCP (ip_vs_proto_tcp.c), by profile. Next state by event and state. */
export type Table = readonly (readonly number[])[];

/** Tables for INPUT, OUTPUT and INPUT_ONLY, without and with secure_tcp. */
export interface TcpTables {
  readonly states: readonly Table[];
  readonly states_dos: readonly Table[];
  /** Which states count as active connections, by state. */
  readonly active: readonly boolean[];
}

/** NONE ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT TIME_WAIT CLOSE CLOSE_WAIT LAST_ACK LISTEN SYNACK */
const CODES = ['NO', 'ES', 'SS', 'SR', 'FW', 'TW', 'CL', 'CW', 'LA', 'LI', 'SA'];

/** Rows by event: SYN, FIN, ACK, RST; columns by state. */
export function table(syn: string, fin: string, ack: string, rst: string): Table {
  return [syn, fin, ack, rst].map((row) => row.split(' ').map((code) => CODES.indexOf(code)));
}

export function active(...codes: readonly string[]): readonly boolean[] {
  return CODES.map((code) => codes.includes(code));
}

/** Towards the client; no kernel has changed it. */
export const OUTPUT = table(
  'SS ES SS SR SS SS SS SS SS LI SR',
  'TW FW SS TW FW TW CL TW LA LI TW',
  'ES ES SS ES FW TW CL CW LA ES ES',
  'CL CL SS CL CL TW CL CL CL CL CL',
);

/** The same while secure_tcp is in force. */
export const OUTPUT_DOS = table(
  'SS ES SS SA SS SS SS SS SS LI SA',
  'TW FW SS TW FW TW CL TW LA LI TW',
  'ES ES SS ES FW TW CL CW LA ES ES',
  'CL CL SS CL CL TW CL CL CL CL CL',
);

/** From the client. `first_ack` = where an ACK takes an entry that has seen nothing. */
export function input_tables(first_ack: 'ES' | 'CL'): readonly [input: Table, input_only: Table] {
  return [
    table(
      'SR ES ES SR SR SR SR SR SR SR SR',
      'CL CW SS TW TW TW CL CW LA LI TW',
      `${first_ack} ES SS ES FW TW CL CW CL LI ES`,
      'CL CL CL SR CL CL CL CL LA LI SR',
    ),
    table(
      'SR ES ES SR SR SR SR SR SR SR SR',
      'CL FW SS TW FW TW CL CW LA LI TW',
      `${first_ack} ES SS ES FW TW CL CW CL LI ES`,
      'CL CL CL SR CL CL CL CL LA LI CL',
    ),
  ];
}

/** The same while secure_tcp is in force: a half-open connection waits in SYNACK. */
export function input_tables_dos(first_ack: 'ES' | 'CL'): readonly [input: Table, input_only: Table] {
  return [
    table(
      'SR ES ES SR SR SR SR SR SR SR SA',
      'CL CW SS TW TW TW CL CW LA LI SA',
      `${first_ack} ES SS SR FW TW CL CW CL LI SA`,
      'CL CL CL SR CL CL CL CL LA LI CL',
    ),
    table(
      'SA ES ES SR SA SA SA SA SA SA SA',
      'CL FW SS TW FW TW CL CW LA LI TW',
      `${first_ack} ES SS ES FW TW CL CW CL LI ES`,
      'CL CL CL SR CL CL CL CL LA LI CL',
    ),
  ];
}

/** All tables of a kernel. */
export function tcp_tables(first_ack: 'ES' | 'CL', counted: readonly string[]): TcpTables {
  const [input, input_only] = input_tables(first_ack);
  const [input_dos, input_only_dos] = input_tables_dos(first_ack);
  return {
    states: [input, OUTPUT, input_only],
    states_dos: [input_dos, OUTPUT_DOS, input_only_dos],
    active: active(...counted),
  };
}
