import type { ParsedMessage } from '../../klog/parse.ts';
import type { Observation } from '../observation.ts';

/**
 * What a message says about the kernel, carried out on the machine that is rebuilt. The kernel's own functions
 * do it where they only follow; what they would have decided is in the message.
 */
export type Effect = (at: Observation, line: ParsedMessage) => void;
