import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['{contract,nodes,engine,test}/**/*.test.ts'], pool: 'forks' },
});
