export { findBrowser } from './find-browser.ts';
export { type OpenApp, openApp } from './open-app.ts';
export { launchBrowser, type OpenWindow, openWindow, type WindowOptions } from './open-window.ts';
export { type EngineOptions, type RunningEngine, startEngine } from './start-engine.ts';
