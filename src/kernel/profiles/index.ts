import { linux_2_6_32 } from './linux-2.6.32.ts';
import { linux_6_12 } from './linux-6.12.ts';
import type { KernelProfile } from './profile.ts';

/** All kernels that the model can be. */
export const PROFILES: readonly KernelProfile[] = [linux_2_6_32, linux_6_12];
export const PROFILE_NAMES: readonly string[] = PROFILES.map(({ name }) => name);

/** By its name, such as `linux-6.12`; null = no such profile. */
export function profile_named(name: string): KernelProfile | null {
  return PROFILES.find((profile) => profile.name === name) ?? null;
}

/** For a release as `uname -r` or a recording names it (`6.12.117`, `Linux 2.6.32.2`); null = none fits. */
export function profile_of_release(release: string): KernelProfile | null {
  const [, major, minor, patch] = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(release) ?? [];
  if (!major) return null;
  const series = major === '2' ? `${major}.${minor}.${patch}` : `${major}.${minor}`;
  return profile_named(`linux-${series}`);
}
