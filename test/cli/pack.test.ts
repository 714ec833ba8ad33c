import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { flowbench } from '#test/command';

const folder = await mkdtemp(join(tmpdir(), 'flowbench-cli-pack-'));
afterAll(() => rm(folder, { recursive: true }));
const at = (args: string[]) => flowbench(args, { cwd: folder });

const flow = JSON.stringify({
  flowbench: 1,
  id: 'flw_1',
  name: 'Stock\u001b[2J',
  nodes: { start: { type: 'trigger.manual' }, read: { type: 'file.read', params: { path: 'in.csv' } } },
  edges: ['start -> read'],
});

test('packs a folder and unpacks it elsewhere', async () => {
  await mkdir(join(folder, 'shop'));
  await writeFile(join(folder, 'shop', 'stock.flow.json'), flow);
  await writeFile(join(folder, 'shop', 'in.csv'), 'a\n');

  const without = await at(['pack', 'shop', '-o', 'shop.flowpack']);
  expect(without).toMatchObject({ code: 0, stderr: '' });
  expect(without.stdout).toBe('1 flow in shop.flowpack\nleft out without --data: in.csv\n');
  expect(await at(['pack', 'shop/stock.flow.json', '-o', 'shop.flowpack', '--data'])).toMatchObject({
    stdout: '1 flow and 1 file in shop.flowpack\n',
  });

  const looked = await at(['unpack', 'shop.flowpack', '--report']);
  expect(looked.stdout).toContain('files          in.csv (read)');
  expect(looked.stdout).not.toContain('\u001b[2J');
  expect(await at(['unpack', 'shop.flowpack', 'new'])).toMatchObject({ code: 0 });
  expect(await readFile(join(folder, 'new', 'stock.flow.json'), 'utf8')).toBe(flow);
  expect((await readdir(folder)).sort()).toEqual(['new', 'shop', 'shop.flowpack']);

  const again = await at(['unpack', 'shop.flowpack', 'new']);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('There is something at');
});

test.each([
  [['pack', 'gone', '-o', 'x.flowpack'], /gone does not exist/],
  [['pack', '.', '-o', 'x.zip'], /does not end in \.flowpack/],
  [['pack', '.'], /needs a name/],
  [['unpack', 'gone.flowpack', 'x'], /does not exist/],
  [['unpack', 'gone.flowpack'], /needs DIR/],
])('%j is refused with a sentence', async (args, why) => {
  const { code, stderr } = await at(args);
  expect(code).toBe(2);
  expect(stderr).toMatch(why);
});
