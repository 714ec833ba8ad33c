export { activateFlow } from './activations.ts';
export { keptLinks } from './kept-links.ts';
export { hasScreen, openInBrowser } from './open-in-browser.ts';
export { type Served, type ServeOptions, serve } from './serve.ts';
