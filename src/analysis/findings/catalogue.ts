import { affinityLonger } from './affinity-longer.ts';
import { crossService } from './cross-service.ts';
import type { Detector } from './detector.ts';
import { defence, noDestination, serverGone, udpDeadServer } from './dropped.ts';
import { longChains } from './long-chains.ts';
import { mtu } from './mtu.ts';
import { ftpService, portZero } from './port-rules.ts';
import { portReuse } from './reuse.ts';
import { rules } from './rules.ts';
import { halfSeen, overloaded } from './servers-full.ts';
import { sessionLoss } from './session-loss.ts';
import { shadowed } from './shadowed.ts';
import { synFlood, synStuck } from './syn.ts';
import { templateQuiesced } from './template-quiesced.ts';
import { templateRemoved } from './template-removed.ts';
import { templateTimeoutChanged } from './template-timeout-changed.ts';
import { unevenBalance } from './uneven-balance.ts';
import { idleCut, noEntry } from './unknown-flows.ts';

/** All detectors, in the order in which findings of one severity are listed. */
export const DETECTORS: readonly Detector[] = [
  sessionLoss,
  crossService,
  templateQuiesced,
  templateRemoved,
  affinityLonger,
  templateTimeoutChanged,
  unevenBalance,
  portReuse,
  serverGone,
  udpDeadServer,
  noDestination,
  overloaded,
  idleCut,
  synStuck,
  synFlood,
  defence,
  noEntry,
  halfSeen,
  portZero,
  ftpService,
  shadowed,
  rules,
  longChains,
  mtu,
];
