import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{bin,contract,nodes,engine,scripts,test}/**/*.test.ts'],
    pool: 'forks',
    // Machines are noisy: a limit only for what hangs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
