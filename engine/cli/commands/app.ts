import { join } from 'node:path';
import { defineCommand } from '../command.ts';
import { findDesktop } from '../desktop/find-desktop.ts';
import { handOver } from '../desktop/hand-over.ts';
import { root } from '../root.ts';

export const app = defineCommand({
  name: 'app',
  summary: 'Opens the app: its desktop window, or a browser where there is none.',
  details:
    'The desktop window needs Electron’s own program ("npx install-electron" downloads it), which\n' +
    'opens no window without a screen. Everywhere else the same app is served to your browser.',
  arguments: [],
  options: {},
  examples: ['app'],
  async run(_given, terminal) {
    const { electron, missing } = findDesktop({ root, platform: process.platform, env: terminal.env });
    if (electron !== undefined) return await handOver(electron, [root], terminal);
    await terminal.err.write(`${missing}, so Flowbench opens in your browser.\n`);
    return await handOver(process.execPath, [join(root, 'bin', 'flowbench.mjs'), 'serve'], terminal);
  },
});
