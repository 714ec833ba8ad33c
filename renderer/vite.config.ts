import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the window to dist/renderer; addresses are relative, so any host path serves it. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    // One piece: it is read from the local disk, and the first paint needs nearly all of it.
    chunkSizeWarningLimit: 4000,
  },
});
