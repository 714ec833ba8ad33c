import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Pins } from '#contract/fixtures';
import { type Client, factsOf, flowText, startApp, type TestApp } from './index.ts';

let app: TestApp;
afterEach(() => app.close());

const path = 'a.flow.json';
const text = flowText(
  {
    start: { type: 'trigger.manual', params: { items: [{ n: 1 }] } },
    write: { type: 'file.write', params: { path: 'written.txt', content: 'x' } },
    double: { type: 'data.map', params: { fields: [{ name: 'twice', value: '{{ $json.n * 2 }}' }] } },
  },
  ['start -> write', 'write -> double'],
);
const pins: Pins = { write: { out: [{ json: { n: 21 } }] } };
const read = (file: string) => readFile(join(app.workspace, file), 'utf8').catch(() => undefined);

async function outOf(client: Client, run: string, step: string) {
  const last = (await factsOf(client, run)).at(-1)?.event;
  expect(last).toMatchObject({ type: 'run.finished', status: 'succeeded' });
  const { items } = await client.runs.items({ run, step, side: 'out', port: 'out' });
  return items.map(({ json }) => json);
}

it('keeps what is pinned beside the flow; the file goes with the flow, and with its last pin', async () => {
  app = await startApp({ files: { [path]: text } });
  const { client } = app;
  expect(await client.workspace.fixtures({ path })).toEqual({ pins: {} });
  await client.workspace.pin({ path, changes: pins });
  const other = { start: { out: [{ json: { n: 3 } }] } };
  expect((await client.workspace.pin({ path, changes: other })).pins).toEqual({ ...pins, ...other });
  expect(JSON.parse((await read('a.fixtures.json')) ?? '')).toMatchObject({ fixtures: 1 });
  expect(await read(path)).toBe(text);

  const to = 'sub/b.flow.json';
  await client.workspace.rename({ from: path, to });
  expect(await read('a.fixtures.json')).toBeUndefined();
  expect((await client.workspace.fixtures({ path: to })).pins).toEqual({ ...pins, ...other });
  const contents = await client.workspace.packContents({ flows: [to] });
  expect(contents).toMatchObject([{ path: 'sub/b.fixtures.json', kind: 'fixtures' }]);

  const { trashed } = await client.workspace.remove({ path: to });
  expect(await read('sub/b.fixtures.json')).toBeUndefined();
  expect(await read(trashed.replace('.flow.json', '.fixtures.json'))).toContain('"write"');
  await client.workspace.pin({ path, changes: pins });
  await client.workspace.pin({ path, changes: { write: null } });
  expect(await read('a.fixtures.json')).toBeUndefined();
});

it('a file that cannot be read is told and left alone', async () => {
  app = await startApp({ files: { [path]: text, 'a.fixtures.json': '{ "fixtures": 1' } });
  const { client } = app;
  expect((await client.workspace.fixtures({ path })).trouble).toContain('a.fixtures.json cannot be read');
  await expect(client.workspace.pin({ path, changes: pins })).rejects.toMatchObject({
    code: 'BROKEN_FIXTURES',
  });
  expect(await read('a.fixtures.json')).toBe('{ "fixtures": 1');
  await expect(client.workspace.pin({ path: '../b.flow.json', changes: pins })).rejects.toMatchObject({
    code: 'FORBIDDEN_PATH',
  });
  // Nothing of another flow is written over where one is moved.
  await mkdir(join(app.workspace, 'to'));
  await writeFile(join(app.workspace, 'to', 'a.fixtures.json'), 'theirs');
  await expect(client.workspace.rename({ from: path, to: 'to/a.flow.json' })).rejects.toMatchObject({
    code: 'EXISTS',
  });
  expect([await read(path), await read('to/a.fixtures.json')]).toEqual([text, 'theirs']);
});

it('a run from the editor gives what is pinned, and says so in its first fact', async () => {
  app = await startApp({ files: { [path]: text }, trust: true });
  const { client } = app;
  const { run } = await client.runs.start({ path, text, pins });
  expect(await outOf(client, run, 'double')).toEqual([{ n: 21, twice: 42 }]);
  expect(await read('written.txt')).toBeUndefined();
  const [first] = await factsOf(client, run);
  expect(first?.event).toMatchObject({ type: 'run.started', pins });
  // A retry gives the same; a run without pins acts, whatever lies beside the flow.
  const again = await client.runs.retry({ run, step: 'write' });
  expect(await outOf(client, again.run, 'double')).toEqual([{ n: 21, twice: 42 }]);
  await client.workspace.pin({ path, changes: pins });
  const plain = await client.runs.start({ path, text });
  await factsOf(client, plain.run);
  expect(await read('written.txt')).toBe('x');
});

it('long fixtures are cut for the window, a trigger gives what is pinned to it', async () => {
  app = await startApp({ trust: true });
  const { client } = app;
  const many = Array.from({ length: 300 }, (_, n) => ({ json: { n } }));
  const { run } = await client.runs.start({ path, text, pins: { start: { out: many }, ...pins } });
  const [first] = await factsOf(client, run);
  expect(first).toMatchObject({ cut: { 'pins/start/out': 300 } });
  const { total } = await client.runs.items({ run, step: 'start', side: 'out', port: 'out' });
  expect(total).toBe(300);
});

it('one node runs on what is pinned before it, where there is no run; itself it is run', async () => {
  app = await startApp({ trust: true });
  const { client } = app;
  const { run } = await client.runs.node({ path, text, step: 'double', pins });
  expect(await outOf(client, run, 'double')).toEqual([{ n: 21, twice: 42 }]);
  expect(await read('written.txt')).toBeUndefined();
  const itself = await client.runs.node({ path, text, step: 'write', pins });
  await outOf(client, itself.run, 'write');
  expect(await read('written.txt')).toBe('x');
});
