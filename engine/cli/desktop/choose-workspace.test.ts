import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { chooseWorkspace } from './choose-workspace.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'flowbench-choose-'));
  onTestFinished(() => rm(home, { recursive: true }));
  await put('install/examples/orders/orders.flow.json');
  await put('install/examples/orders/out/report.md');
  await put('mine/sub/a.flow.json');
  await mkdir(join(home, 'elsewhere'));
});

async function put(path: string): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), '{}');
}

const choose = (folder: string, given?: string) =>
  chooseWorkspace({
    given,
    folder: join(home, folder),
    dataDir: join(home, 'data'),
    root: join(home, 'install'),
  });

test('with nothing said and no flows around it is a copy of the examples, made once', async () => {
  const workspace = join(home, 'data', 'examples');
  expect(await choose('elsewhere')).toEqual({ workspace, examples: true });
  expect(await readdir(join(workspace, 'orders'))).toEqual(['orders.flow.json']);
  expect(await choose('elsewhere')).toEqual({ workspace, examples: false });
});

test("Flowbench's own examples are never worked on", async () => {
  expect(await choose('install/examples/orders')).toMatchObject({
    workspace: join(home, 'data', 'examples'),
  });
  expect(await choose('mine')).toEqual({ workspace: join(home, 'mine'), examples: false });
});

test('what was given is come back to, as long as it is there', async () => {
  expect(await choose('elsewhere', '../mine')).toEqual({ workspace: join(home, 'mine'), examples: false });
  expect(await choose('elsewhere')).toEqual({ workspace: join(home, 'mine'), examples: false });
  await rm(join(home, 'mine'), { recursive: true });
  expect(await choose('elsewhere')).toEqual({ workspace: join(home, 'data', 'examples'), examples: true });
});
