export { findBrowser } from './find-browser.ts';
export { type OpenApp, openApp } from './open-app.ts';
