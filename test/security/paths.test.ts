import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolder } from '#engine/files';

let base = '';
let flow = '';
let workspace = '';

beforeAll(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'flowbench-paths-')));
  workspace = join(base, 'workspace');
  flow = join(workspace, 'flows');
  await mkdir(join(flow, 'sub'), { recursive: true });
  await mkdir(join(base, 'workspace-other'));
  await mkdir(join(base, 'outside'));
  await writeFile(join(base, 'outside', 'secret.txt'), 'secret');
  await writeFile(join(workspace, 'common.csv'), 'a');
  await writeFile(join(flow, 'own.csv'), 'a');
  await symlink(join(base, 'outside'), join(flow, 'link-dir'));
  await symlink(join(base, 'outside', 'secret.txt'), join(flow, 'link-file'));
  await symlink('../../outside/not-yet.txt', join(flow, 'dangling'));
  await symlink('dangling', join(flow, 'dangling-twice'));
  await symlink(join(base, 'outside', 'no-dir'), join(flow, 'dangling-dir'));
  await symlink('sub', join(flow, 'link-inside'));
  await symlink('circle-b', join(flow, 'circle-a'));
  await symlink('circle-a', join(flow, 'circle-b'));
});
afterAll(() => rm(base, { recursive: true }));

const folder = (anywhere = false) => createFolder({ root: flow, allowed: [workspace], anywhere });
const forbidden = { kind: 'user', code: 'FORBIDDEN_PATH', hint: expect.stringContaining('--trust') };

describe('paths that flows and data give', () => {
  it('counts relative paths from the flow, then from the workspace if the file is there', async () => {
    expect(await folder().resolve('own.csv', 'read')).toBe(join(flow, 'own.csv'));
    expect(await folder().resolve('common.csv', 'read')).toBe(join(workspace, 'common.csv'));
    expect(await folder().resolve('../common.csv', 'write')).toBe(join(workspace, 'common.csv'));
    expect(await folder().resolve('new/deep/file.csv', 'write')).toBe(join(flow, 'new', 'deep', 'file.csv'));
    expect(await folder().resolve(join(workspace, 'x.csv'), 'write')).toBe(join(workspace, 'x.csv'));
    expect(await folder().resolve('link-inside/a.txt', 'write')).toBe(join(flow, 'sub', 'a.txt'));
    // `..` is taken as written, before links are followed: this stays in the flow's folder.
    expect(await folder().resolve('link-dir/../own.csv', 'read')).toBe(join(flow, 'own.csv'));
    expect(await folder().resolve('..data', 'write')).toBe(join(flow, '..data'));
  });

  it.each([
    '../../outside/secret.txt',
    'sub/../../../outside/secret.txt',
    '../../workspace-other/x',
    '../..',
    'link-dir/secret.txt',
    'link-dir/new.txt',
    'link-file',
    'dangling',
    'dangling-twice',
    'dangling-dir/deep/file.txt',
    'no-such-dir/../../../outside/secret.txt',
    '/etc/passwd',
    '/',
  ])('refuses %s to read and to write', async (path) => {
    await expect(folder().resolve(path, 'read')).rejects.toMatchObject(forbidden);
    await expect(folder().resolve(path, 'write')).rejects.toMatchObject(forbidden);
  });

  it.each(['', 'a\0b', '\\\\server\\share\\x', '\\\\?\\C:\\x', '//server/share', 'circle-a', 'circle-a/x'])(
    'refuses the form of %j, also for trusted flows',
    async (path) => {
      await expect(folder(true).resolve(path, 'read')).rejects.toMatchObject({ code: 'INVALID_PATH' });
    },
  );

  it('goes anywhere for a trusted flow', async () => {
    const secret = join(base, 'outside', 'secret.txt');
    expect(await folder(true).resolve('../../outside/secret.txt', 'read')).toBe(secret);
    expect(await folder(true).resolve('link-file', 'read')).toBe(secret);
  });
});
