import { chmod, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { flowText, startApp, type TestApp } from './index.ts';

let app: TestApp;
afterEach(() => app.close());

const plain = flowText({ start: { type: 'trigger.manual' } }, []);
const calling = (host: string) =>
  flowText(
    {
      start: { type: 'trigger.manual' },
      ask: { type: 'http.request', params: { url: `https://${host}/x` } },
    },
    ['start -> ask'],
  );

describe('list and read', () => {
  it('finds flows in folders, not what is hidden or installed, and says what is wrong with them', async () => {
    app = await startApp({
      files: {
        'a.flow.json': plain,
        'deep/er/b.flow.json': plain.replace('trigger.manual', 'trigger.nothing'),
        'c.flow.json': '{ "flowbench": 1, ',
        'node_modules/x/d.flow.json': plain,
        '.flowbench/trash/e.flow.json': plain,
        'notes.json': '{}',
      },
    });
    const { flows, root } = await app.client.workspace.list();
    expect(root).toBe(app.served.app.workspace.root);
    expect(flows.map(({ path, name, errors }) => [path, name, errors])).toEqual([
      ['a.flow.json', 'Test', 0],
      ['c.flow.json', 'c', 1],
      ['deep/er/b.flow.json', 'Test', 1],
    ]);
    const broken = await app.client.workspace.read({ path: 'c.flow.json' });
    expect(broken.problems[0]).toMatchObject({ code: 'NOT_JSON', line: 1 });
    await expect(app.client.workspace.read({ path: 'z.flow.json' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('never leads out of the workspace', async () => {
    app = await startApp({ files: { 'a.flow.json': plain } });
    const outside = join(tmpdir(), `outside-${process.pid}.flow.json`);
    await symlink(outside, join(app.workspace, 'link.flow.json'));
    await symlink(tmpdir(), join(app.workspace, 'linked'));
    const paths = [
      '../x.flow.json',
      'a/../../x.flow.json',
      '/tmp/x.flow.json',
      'a\\b.flow.json',
      '.git/x.flow.json',
      'notes.txt',
      '.flow.json',
      'a//b.flow.json',
      'link.flow.json',
      'linked/x.flow.json',
      'a\0.flow.json',
    ];
    for (const path of paths) {
      const forbidden = { code: 'FORBIDDEN_PATH' };
      const save = app.client.workspace.save({ path, text: plain, baseHash: null });
      await expect(save, path).rejects.toMatchObject(forbidden);
      await expect(app.client.workspace.read({ path }), path).rejects.toMatchObject(forbidden);
      await expect(
        app.client.workspace.rename({ from: 'a.flow.json', to: path }),
        path,
      ).rejects.toMatchObject(forbidden);
    }
    await expect(stat(outside)).rejects.toThrow();
  });
});

describe('save', () => {
  it('never overwrites what somebody else wrote', async () => {
    app = await startApp({ files: { 'a.flow.json': plain } });
    const other = await app.connect();
    const { hash } = await app.client.workspace.read({ path: 'a.flow.json' });
    const mine = plain.replace('"Test"', '"Mine"');
    const saved = await app.client.workspace.save({ path: 'a.flow.json', text: mine, baseHash: hash });
    expect(saved).toMatchObject({ text: mine, trusted: true });

    const theirs = other.workspace.save({ path: 'a.flow.json', text: plain, baseHash: hash });
    await expect(theirs).rejects.toMatchObject({ code: 'CONFLICT', data: { text: mine, hash: saved.hash } });
    const fresh = other.workspace.save({ path: 'a.flow.json', text: plain, baseHash: null });
    await expect(fresh).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await readFile(join(app.workspace, 'a.flow.json'), 'utf8')).toBe(mine);

    await rm(join(app.workspace, 'a.flow.json'));
    const gone = app.client.workspace.save({ path: 'a.flow.json', text: mine, baseHash: saved.hash });
    await expect(gone).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('lets one of two writers at once win', async () => {
    app = await startApp({ files: { 'a.flow.json': plain } });
    const { hash } = await app.client.workspace.read({ path: 'a.flow.json' });
    const saves = ['One', 'Two', 'Three'].map((name) =>
      app.client.workspace.save({
        path: 'a.flow.json',
        text: plain.replace('"Test"', `"${name}"`),
        baseHash: hash,
      }),
    );
    const results = await Promise.allSettled(saves);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.skipIf(process.platform === 'win32')('keeps the mode of the file', async () => {
    app = await startApp({ files: { 'a.flow.json': plain } });
    await chmod(join(app.workspace, 'a.flow.json'), 0o664);
    const { hash } = await app.client.workspace.read({ path: 'a.flow.json' });
    await app.client.workspace.save({ path: 'a.flow.json', text: `${plain}\n`, baseHash: hash });
    expect((await stat(join(app.workspace, 'a.flow.json'))).mode & 0o777).toBe(0o664);
  });

  it('makes folders, renames without replacing, removes into the trash', async () => {
    app = await startApp();
    const { client } = app;
    await client.workspace.save({ path: 'new/a.flow.json', text: plain, baseHash: null });
    await client.workspace.save({ path: 'b.flow.json', text: plain, baseHash: null });
    await expect(
      client.workspace.rename({ from: 'new/a.flow.json', to: 'b.flow.json' }),
    ).rejects.toMatchObject({
      code: 'EXISTS',
    });
    await client.workspace.rename({ from: 'new/a.flow.json', to: 'other/c.flow.json' });
    const { trashed } = await client.workspace.remove({ path: 'b.flow.json' });
    expect(await readFile(join(app.workspace, trashed), 'utf8')).toBe(plain);
    const { flows } = await client.workspace.list();
    expect(flows.map(({ path }) => path)).toEqual(['other/c.flow.json']);
    await expect(client.workspace.remove({ path: 'b.flow.json' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('watch', () => {
  it('tells of changes by anybody', async () => {
    app = await startApp({ files: { 'a.flow.json': plain } });
    const changes = await app.client.workspace.watch();
    const next = async () => (await changes.next()).value;

    await app.write('a.flow.json', `${plain} `);
    const { hash } = await app.client.workspace.read({ path: 'a.flow.json' });
    expect(await next()).toEqual({ path: 'a.flow.json', hash });

    const own = await app.client.workspace.save({ path: 'a.flow.json', text: plain, baseHash: hash });
    expect(await next()).toEqual({ path: 'a.flow.json', hash: own.hash });

    await app.write('sub/new.flow.json', plain);
    expect(await next()).toEqual({ path: 'sub/new.flow.json', hash: own.hash });

    await rm(join(app.workspace, 'a.flow.json'));
    expect(await next()).toEqual({ path: 'a.flow.json', hash: undefined });
    await changes.return?.();
  });
});

describe('trust', () => {
  it('is asked for what lay there, once per ability', async () => {
    app = await startApp({ files: { 'a.flow.json': calling('one.example') } });
    const { client } = app;
    const path = 'a.flow.json';
    const { text, hash, trusted } = await client.workspace.read({ path });
    expect(trusted).toBe(false);
    const report = await client.workspace.trustReport({ text, path });
    expect(report).toMatchObject({ hash, hosts: ['one.example'], code: [], powerful: [] });
    await expect(client.runs.start({ path, text })).rejects.toMatchObject({
      code: 'NOT_TRUSTED',
      data: { hash },
    });

    expect(await client.workspace.trust({ path, hash: 'something else' })).toEqual({ trusted: false });
    expect(await client.workspace.trust({ path, hash })).toEqual({ trusted: true });
    expect(await client.workspace.read({ path })).toMatchObject({ trusted: true });

    app = await app.restart();
    const again = app.client;
    expect(await again.workspace.read({ path })).toMatchObject({ trusted: true });
    await app.write(path, calling('one.example').replace('/x', '/y'));
    expect(await again.workspace.read({ path })).toMatchObject({ trusted: true });
    await app.write(path, calling('two.example'));
    expect(await again.workspace.read({ path })).toMatchObject({ trusted: false });
  });

  it('is given to what is drawn here, and not to what came from elsewhere', async () => {
    app = await startApp();
    const { client } = app;
    const drawn = await client.workspace.save({
      path: 'a.flow.json',
      text: calling('one.example'),
      baseHash: null,
    });
    expect(drawn.trusted).toBe(true);
    const next = { path: 'a.flow.json', text: calling('two.example'), baseHash: drawn.hash };
    expect(await client.workspace.save(next)).toMatchObject({ trusted: true });

    const foreign = await client.workspace.save({
      path: 'b.flow.json',
      text: calling('three.example'),
      baseHash: null,
      foreign: true,
    });
    expect(foreign.trusted).toBe(false);
    const edited = await client.workspace.save({
      path: 'b.flow.json',
      text: `${foreign.text}\n`,
      baseHash: foreign.hash,
    });
    expect(edited.trusted).toBe(false);
  });

  it('counts what called flows may do', async () => {
    const caller = flowText(
      {
        start: { type: 'trigger.manual' },
        call: { type: 'control.callFlow', params: { flow: 'b.flow.json' } },
      },
      ['start -> call'],
    );
    app = await startApp({ files: { 'a.flow.json': caller, 'b.flow.json': calling('hidden.example') } });
    const report = await app.client.workspace.trustReport({ text: caller, path: 'a.flow.json' });
    expect(report.hosts).toEqual(['hidden.example']);
    expect(await app.client.workspace.read({ path: 'a.flow.json' })).toMatchObject({ trusted: false });
  });
});
