/**
 * A kernel as data. Fields are added when a second profile shows a difference in a recorded run; until then
 * the model is linux-6.12 itself.
 */
export interface KernelProfile {
  readonly name: 'linux-6.12';
  /** `uname -r` of the kernel that was recorded. */
  readonly release: string;
}

export const linux_6_12: KernelProfile = { name: 'linux-6.12', release: '6.12.117' };
