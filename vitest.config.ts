import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{bin,contract,nodes,electron,engine,renderer,scripts,test}/**/*.test.{ts,tsx}'],
    pool: 'forks',
    // Machines are noisy: a limit only for what hangs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
