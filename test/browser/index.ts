export { findBrowser } from './find-browser.ts';
export { launchBrowser, type OpenWindow, openWindow, type WindowOptions } from './open-window.ts';
export { type EngineOptions, type RunningEngine, startEngine } from './start-engine.ts';
