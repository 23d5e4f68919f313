/**
 * The kernels of a case: `model` = fed from the capture (or from the packets that the log tells of), `observed` =
 * rebuilt from the log, `other` = what the user has put beside it: another profile, other files.
 */
export type SideName = 'model' | 'observed' | 'other';
