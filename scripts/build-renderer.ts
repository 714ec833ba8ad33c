/** `npm run build`: builds the window to dist/renderer, if it is missing or older than its sources. */
import { buildRenderer, rendererIsStale } from './renderer/build-renderer.ts';

if (rendererIsStale() || process.argv.includes('--force')) await buildRenderer();
else console.log('dist/renderer is up to date');
