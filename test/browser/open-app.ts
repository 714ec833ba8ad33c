import { launchBrowser, type OpenWindow, openWindow, type WindowOptions } from './open-window.ts';
import { type EngineOptions, type RunningEngine, startEngine } from './start-engine.ts';

/** The app in a browser of its own on an engine of its own. */
export interface OpenApp extends OpenWindow {
  engine: RunningEngine;
  /** Absolute path of the workspace. */
  workspace: string;
  close(): Promise<void>;
}

/** Starts an engine and a browser, and opens the app. Flows run without asking unless `trust` is false. */
export async function openApp(options: EngineOptions & WindowOptions = {}): Promise<OpenApp> {
  const browser = await launchBrowser();
  const engine = await startEngine({ trust: true, ...options });
  const window = await openWindow(browser, engine.address, options);
  const close = async (): Promise<void> => {
    await browser.close();
    await engine.close();
  };
  return { ...window, engine, workspace: engine.workspace, close };
}
