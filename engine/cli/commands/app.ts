import { resolve } from 'node:path';
import { defineCommand } from '../command.ts';
import { buildWindow } from '../desktop/build-window.ts';
import { findDesktop } from '../desktop/find-desktop.ts';
import { handOver } from '../desktop/hand-over.ts';
import { root } from '../root.ts';
import { serve } from './serve.ts';

export const app = defineCommand({
  name: 'app',
  summary: 'Opens the app: its desktop window, or a browser where there is none.',
  details:
    'Opens the folder you are in if it or a folder in it has flows, else the one opened last, else\n' +
    'a copy of the examples.\n\n' +
    'The desktop window needs Electron’s own program ("npx install-electron" downloads it), which\n' +
    'opens no window without a screen. Everywhere else the same app is served to your browser.',
  arguments: [],
  options: {
    workspace: { type: 'string', value: 'DIR', help: 'the folder of the flows' },
  },
  examples: ['app', 'app --workspace ~/flows'],
  async run({ options }, terminal) {
    await buildWindow(root);
    const { workspace } = options;
    const { electron, missing } = findDesktop({ root, platform: process.platform, env: terminal.env });
    if (electron !== undefined) {
      const asked = workspace === undefined ? [] : [`--workspace=${resolve(workspace)}`];
      return await handOver(electron, [root, ...asked], terminal);
    }
    await terminal.err.write(`${missing}, so the app is served to your browser.\n`);
    return await serve.run({ arguments: [], options: { workspace } }, terminal);
  },
});
