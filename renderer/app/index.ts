export { App } from './App.tsx';
export { startDesktop } from './desktop.ts';
