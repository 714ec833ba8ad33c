import { join } from 'node:path';
import { expect, it } from 'vitest';
import { userDataDir } from './index.ts';

it('is where each system wants it', () => {
  const at = (platform: NodeJS.Platform, env = {}) => userDataDir({ platform, env, home: '/home/ada' });
  expect(at('linux')).toBe(join('/home/ada', '.local', 'share', 'flowbench'));
  expect(at('linux', { XDG_DATA_HOME: '/data' })).toBe(join('/data', 'flowbench'));
  expect(at('linux', { XDG_DATA_HOME: '' })).toBe(join('/home/ada', '.local', 'share', 'flowbench'));
  expect(at('darwin')).toBe(join('/home/ada', 'Library', 'Application Support', 'Flowbench'));
  expect(at('win32', { LOCALAPPDATA: '/local' })).toBe(join('/local', 'Flowbench'));
  expect(at('win32')).toBe(join('/home/ada', 'AppData', 'Local', 'Flowbench'));
});
