/**
 * `npm run build`: builds the window to dist/renderer, if it is missing or older than its sources.
 * `--force` builds in any case; `--if-stale` says nothing where there is nothing to do.
 */
import { buildRenderer, rendererIsStale } from './renderer/build-renderer.ts';

if (process.argv.includes('--force') || rendererIsStale()) {
  console.error('Building the window; the next start needs no time for this.');
  await buildRenderer();
} else if (!process.argv.includes('--if-stale')) console.log('dist/renderer is up to date');
