import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['{bin,contract,nodes,engine,renderer,scripts,test}/**/*.test.{ts,tsx}'], pool: 'forks' },
});
