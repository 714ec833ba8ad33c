import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['{bin,contract,nodes,engine,electron,scripts,test}/**/*.test.ts'], pool: 'forks' },
});
