import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { catalogue } from '#nodes';
import { filesBeside, openPack, reportPack, unpack, writePack } from './index.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flowbench-pack-'));
});
afterEach(() => rm(dir, { recursive: true }));

const flow = (nodes: object) =>
  JSON.stringify({
    flowbench: 1,
    id: 'flw_x',
    name: 'Stock',
    nodes: { start: { type: 'trigger.manual' }, ...nodes },
  });

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(dir, path)), { recursive: true });
  await writeFile(join(dir, path), text);
}

/** A zip as nobody's exporter would make it: yazl checks names, so they are put in afterwards. */
async function zipOf(entries: readonly { name: string; text?: string; mode?: number }[]): Promise<Buffer> {
  const zip = new ZipFile();
  const stand = (name: string, index: number) => String(index).padStart(Buffer.byteLength(name), '0');
  entries.forEach(({ name, text = 'x', mode = 0o100644 }, index) => {
    zip.addBuffer(Buffer.from(text), stand(name, index), { mode, compress: text.length > 1000 });
  });
  zip.end();
  const bytes = await buffer(zip.outputStream);
  entries.forEach(({ name }, index) => {
    const old = Buffer.from(stand(name, index));
    // Once in the local header, once in the directory.
    for (const start of [30, 46]) {
      const signature = Buffer.from(start === 30 ? 'PK\x03\x04' : 'PK\x01\x02', 'latin1');
      for (let at = bytes.indexOf(signature); at !== -1; at = bytes.indexOf(signature, at + 4)) {
        const length = bytes.readUInt16LE(at + (start === 30 ? 26 : 28));
        if (bytes.subarray(at + start, at + start + length).equals(old)) bytes.write(name, at + start);
      }
    }
  });
  return bytes;
}

const good = { name: 'a.flow.json', text: flow({}) };

describe('packing', () => {
  it('round-trips flows with the tests and data that were chosen', async () => {
    const reading = flow({ read: { type: 'file.read', params: { path: '../data/in.csv' } } });
    await put('shop/flows/stock.flow.json', reading);
    await put('shop/flows/stock.test.json', '{}');
    await put('shop/flows/other.test.json', '{}');
    await put('shop/data/in.csv', 'a\n1\n');
    const flows = ['shop/flows/stock.flow.json'];
    const beside = await filesBeside(dir, flows, catalogue);
    expect(beside).toEqual([
      { path: 'shop/flows/stock.test.json', kind: 'test', size: 2, flow: flows[0] },
      { path: 'shop/data/in.csv', kind: 'data', size: 4, flow: flows[0] },
    ]);

    const bytes = await buffer(await writePack(dir, [...flows, ...beside.map(({ path }) => path)], 'shop'));
    const pack = await openPack(bytes);
    expect(pack.name).toBe('shop');
    const report = await reportPack(pack, catalogue);
    expect(report.flows).toMatchObject([
      { path: 'flows/stock.flow.json', name: 'Stock', readable: true, problems: [] },
    ]);
    expect(report.flows[0]?.report.files).toEqual([{ node: 'read', path: '../data/in.csv', access: 'read' }]);
    expect(report.files.map(({ path }) => path)).toEqual(['data/in.csv', 'flows/stock.test.json']);

    await unpack(pack, join(dir, 'new'));
    pack.close();
    expect(await readFile(join(dir, 'new/flows/stock.flow.json'), 'utf8')).toBe(reading);
    expect(await readFile(join(dir, 'new/data/in.csv'), 'utf8')).toBe('a\n1\n');
    const again = await buffer(
      await writePack(
        join(dir, 'new'),
        ['flows/stock.flow.json', 'flows/stock.test.json', 'data/in.csv'],
        'shop',
      ),
    );
    expect(again.equals(bytes)).toBe(true);
  });

  it('leaves out what lies outside, behind a link, hidden, or is computed', async () => {
    const secret = await mkdtemp(join(tmpdir(), 'flowbench-secret-'));
    await writeFile(join(secret, 'key.csv'), 'secret');
    const read = (path: string) => ({ type: 'file.read', params: { path } });
    await put(
      'root/a.flow.json',
      flow({
        up: read('../../etc/passwd'),
        link: read('link/key.csv'),
        file: read('key.csv'),
        hidden: read('.env'),
        data: read('{{ $json.path }}'),
      }),
    );
    await put('root/.env', 'KEY=1');
    await symlink(secret, join(dir, 'root/link'));
    await symlink(join(secret, 'key.csv'), join(dir, 'root/key.csv'));
    expect(await filesBeside(join(dir, 'root'), ['a.flow.json'], catalogue)).toEqual([]);
    await rm(secret, { recursive: true });
  });

  it('writes over nothing, and leaves nothing half-written', async () => {
    const pack = await openPack(await zipOf([good]));
    await put('taken/file', 'mine');
    await expect(unpack(pack, join(dir, 'taken'))).rejects.toMatchObject({ code: 'FOLDER_EXISTS' });
    await mkdir(join(dir, 'empty'));
    await unpack(pack, join(dir, 'empty'));
    expect((await readdir(dir)).sort()).toEqual(['empty', 'taken']);
    expect(await readdir(join(dir, 'taken'))).toEqual(['file']);
  });
});

describe('a pack that is not taken', () => {
  it.each([
    ['../evil.flow.json', /leads out of its folder/],
    ['a/../../evil.flow.json', /leads out of its folder/],
    ['/etc/evil.flow.json', /absolute name/],
    ['C:/evil.flow.json', /absolute name/],
    ['..\\evil.flow.json', /backslash/],
    ['.git/hooks/post-checkout', /hidden/],
    ['a/node_modules/x.js', /hidden or belongs/],
    ['a//b.txt', /empty part/],
    ['a/./b.txt', /hidden|empty part/],
    ['nul.txt', /not every system/],
    ['a/b.', /not every system/],
    ['a\nb.txt', /not every system/],
    ['a:b.txt', /not every system|absolute/],
  ])('for the name %j', async (name, why) => {
    const opening = openPack(await zipOf([good, { name }]));
    await expect(opening).rejects.toMatchObject({
      code: 'INVALID_PACK',
      message: expect.stringMatching(why),
    });
  });

  it.each([
    ['the same', ['b.txt', 'b.txt']],
    ['the same where case does not count', ['b.txt', 'B.TXT']],
    ['a file and a folder', ['b', 'b/c.txt']],
  ])('for two entries: %s', async (_, names) => {
    const opening = openPack(await zipOf([good, ...names.map((name) => ({ name }))]));
    await expect(opening).rejects.toThrow(/two entries at/);
  });

  it('for links', async () => {
    const opening = openPack(await zipOf([good, { name: 'link', text: '/etc', mode: 0o120777 }]));
    await expect(opening).rejects.toThrow(/link or a device/);
  });

  it('for too many entries', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => ({ name: `f${index}` }));
    await expect(openPack(await zipOf(many))).rejects.toThrow(/more than 1000 entries/);
  });

  it('for what unpacks to too much, whatever its directory says', async () => {
    const bomb = await zipOf([good, { name: 'b.txt', text: '0'.repeat(1_000_000) }]);
    const declare = (size: number) => {
      const bytes = Buffer.from(bomb);
      const at = bytes.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'));
      bytes.writeUInt32LE(size, at + 24);
      return bytes;
    };
    await expect(openPack(declare(210_000_000))).rejects.toThrow(/more than 200 MB/);
    const lying = await openPack(declare(10));
    await expect(unpack(lying, join(dir, 'out'))).rejects.toThrow(/damaged in "b.txt"/);
    expect(await readdir(dir)).toEqual([]);
  });

  it('for what is no pack', async () => {
    await expect(openPack(Buffer.from('hello'))).rejects.toThrow(/no zip archive/);
    await expect(openPack(join(dir, 'gone.flowpack'))).rejects.toThrow(/does not exist/);
    const newer = { name: 'flowpack.json', text: '{"flowpack":2}' };
    await expect(openPack(await zipOf([newer, good]))).rejects.toThrow(/reads up to version 1/);
    const empty = await openPack(await zipOf([{ name: 'b.txt' }]));
    await expect(reportPack(empty, catalogue)).rejects.toThrow(/no flow in it/);
    const cut = (await zipOf([good])).subarray(0, 60);
    await expect(openPack(cut)).rejects.toThrow(/damaged/);
  });
});
