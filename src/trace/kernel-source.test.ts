import { describe, expect, it } from 'vitest';
import { sourceOf } from './kernel-source.ts';

describe('sourceOf', () => {
  it('leads to the function in the version of the profile', () => {
    expect(sourceOf('linux-6.12', 'ip_vs_in_hook')).toBe(
      'https://elixir.bootlin.com/linux/v6.12/A/ident/ip_vs_in_hook',
    );
    expect(sourceOf('linux-2.6.32', 'ip_vs_service_find')).toMatch(/v2\.6\.32\/A\/ident\/ip_vs_service_get$/);
  });

  it('leads nowhere for what is no function, or no version that is known', () => {
    expect(sourceOf('linux-6.12', 'netfilter hooks')).toBeNull();
    expect(sourceOf('linux-6.12', 'packet_xmit')).toBeNull();
    expect(sourceOf('linux-7.2', 'ip_vs_in_hook')).toBeNull();
  });
});
