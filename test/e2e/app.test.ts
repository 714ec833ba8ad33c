import { afterAll, beforeAll, describe } from 'vitest';
import { findBrowser } from '#test/browser';
import { accessible } from './accessible.ts';
import { drawing } from './drawing.ts';
import { engineGone } from './engine-gone.ts';
import { closeBrowser, sharedBrowser } from './stage.ts';
import { windows } from './windows.ts';

const found = findBrowser() !== undefined;
if (!found) process.stderr.write('e2e: skipped, no Chrome, Chromium or Edge was found\n');

// One file, so that all of them share one browser.
describe.skipIf(!found)('the app in a real browser on a real engine', () => {
  beforeAll(sharedBrowser);
  afterAll(closeBrowser);
  describe('drawing', drawing);
  describe('for everybody', accessible);
  describe('windows and files', windows);
  describe('an engine that goes', engineGone);
});
