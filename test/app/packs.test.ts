import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { flowText, startApp, type TestApp } from './index.ts';

let app: TestApp;
afterEach(() => app.close());

const calling = flowText(
  {
    start: { type: 'trigger.manual' },
    call: { type: 'http.request', params: { url: 'https://one.example/x' } },
  },
  [],
);

describe('packs through the window', () => {
  it('go out with what was chosen, and come in as strangers into a new folder', async () => {
    app = await startApp({
      files: { 'shop/a.flow.json': calling, 'shop/a.test.json': '{}', 'shop/secret.txt': '' },
    });
    const { workspace } = app.client;
    const flows = ['shop/a.flow.json'];
    const { hash } = await workspace.read({ path: 'shop/a.flow.json' });
    expect(await workspace.packContents({ flows })).toMatchObject([
      { path: 'shop/a.test.json', kind: 'test' },
    ]);

    const { data } = await workspace.pack({
      flows,
      files: ['shop/a.test.json', 'shop/secret.txt'],
      name: 'shop',
    });
    const report = await workspace.packReport({ data, name: 'x.flowpack' });
    expect(report).toMatchObject({ name: 'shop', folder: 'shop-2', files: [{ path: 'a.test.json' }] });
    expect(report.flows).toMatchObject([{ path: 'a.flow.json', report: { hosts: ['one.example'] } }]);
    await expect(access(join(app.workspace, 'shop-2'))).rejects.toThrow();

    expect(await workspace.unpack({ data, name: 'x.flowpack' })).toEqual({
      folder: 'shop-2',
      flows: ['shop-2/a.flow.json'],
    });
    expect(await workspace.read({ path: 'shop-2/a.flow.json' })).toMatchObject({ hash, trusted: false });
    await expect(app.client.runs.start({ path: 'shop-2/a.flow.json', text: calling })).rejects.toMatchObject({
      code: 'NOT_TRUSTED',
    });
  });

  it('are refused with a sentence, and lead nowhere out of the workspace', async () => {
    app = await startApp();
    const { workspace } = app.client;
    const data = Buffer.from('no zip').toString('base64');
    await expect(workspace.packReport({ data, name: 'x' })).rejects.toThrow(/no zip archive/);
    await expect(workspace.unpack({ data, name: 'x' })).rejects.toThrow(/nothing was unpacked/);
    await expect(workspace.pack({ flows: ['../a.flow.json'], files: [], name: 'x' })).rejects.toThrow(
      /cannot be used/,
    );
  });

  it('what was trusted at a path is forgotten when something from elsewhere is put there', async () => {
    app = await startApp();
    const { workspace } = app.client;
    const path = 'a.flow.json';
    await workspace.save({ path, text: calling, baseHash: null });
    await workspace.remove({ path });
    const other = calling.replace('/x', '/y');
    expect((await workspace.save({ path, text: other, baseHash: null, foreign: true })).trusted).toBe(false);
  });
});
