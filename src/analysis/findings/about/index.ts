import type { DetectorAbout } from './about.ts';
import { UNEVEN_BALANCE } from './balance.ts';
import { MTU } from './network.ts';
import {
  DEFENCE,
  HALF_SEEN,
  IDLE_CUT,
  NO_DESTINATION,
  NO_ENTRY,
  OVERLOADED,
  PORT_REUSE,
  SERVER_GONE,
  SYN_FLOOD,
  SYN_STUCK,
  UDP_DEAD_SERVER,
} from './packets.ts';
import { FTP_SERVICE, PORT_ZERO, RULES, SHADOWED } from './rules.ts';
import {
  AFFINITY_LONGER,
  CROSS_SERVICE,
  SESSION_LOSS,
  TEMPLATE_QUIESCED,
  TEMPLATE_REMOVED,
  TEMPLATE_TIMEOUT_CHANGED,
} from './sessions.ts';
import { LONG_CHAINS } from './table.ts';

/** What every detector looks for, in the order of the catalogue. */
export const ABOUTS: readonly DetectorAbout[] = [
  SESSION_LOSS,
  CROSS_SERVICE,
  TEMPLATE_QUIESCED,
  TEMPLATE_REMOVED,
  AFFINITY_LONGER,
  TEMPLATE_TIMEOUT_CHANGED,
  UNEVEN_BALANCE,
  PORT_REUSE,
  SERVER_GONE,
  UDP_DEAD_SERVER,
  NO_DESTINATION,
  OVERLOADED,
  IDLE_CUT,
  SYN_STUCK,
  SYN_FLOOD,
  DEFENCE,
  NO_ENTRY,
  HALF_SEEN,
  PORT_ZERO,
  FTP_SERVICE,
  SHADOWED,
  RULES,
  LONG_CHAINS,
  MTU,
];
