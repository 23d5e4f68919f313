import { defineConfig } from 'vitest/config';

/** The model against recorded kernels: slower than unit tests, so they run apart. */
export default defineConfig({
  test: { include: ['e2e/conformance/**/*.test.ts'], environment: 'node', testTimeout: 120_000 },
});
