import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type Client, factsOf, flowText, startApp, type TestApp } from './index.ts';

let app: TestApp;
afterEach(() => app.close());

const path = 'test.flow.json';
/** Counts by appending to a file, then makes a field. */
const flow = (value: string) =>
  flowText(
    {
      start: { type: 'trigger.manual', params: { items: [{ n: 3 }] } },
      count: { type: 'file.write', params: { path: 'count.txt', content: 'x', mode: 'append' } },
      field: { type: 'data.map', params: { fields: [{ name: 'got', value }] } },
      after: { type: 'file.write', params: { path: 'after.txt', content: 'x', mode: 'append' } },
    },
    ['start -> count', 'count -> field', 'field -> after'],
  );
const written = (file: string) => readFile(join(app.workspace, file), 'utf8').catch(() => '');

async function end(client: Client, run: string) {
  const last = (await factsOf(client, run)).at(-1)?.event;
  return last?.type === 'run.finished' ? [last.status, last.error?.code] : [];
}

it('runs one node of the edited flow on what came to it, and nothing before or after', async () => {
  app = await startApp();
  const { client } = app;
  const { run } = await client.runs.start({ path, text: flow('{{ $json.gone.field }}') });
  expect(await end(client, run)).toEqual(['failed', 'EXPRESSION']);
  const tried = await client.runs.node({
    path,
    text: flow("{{ $('start').item.json.n + 1 }}"),
    step: 'field',
    run,
  });
  expect(await end(client, tried.run)).toEqual(['succeeded', undefined]);
  const { items } = await client.runs.items({ run: tried.run, step: 'field', side: 'out', port: 'out' });
  expect(items[0]?.json.got).toBe(4);
  expect([await written('count.txt'), await written('after.txt')]).toEqual(['x', '']);

  // The next node runs on what it gave; a retry of that run runs all of the rest.
  const next = await client.runs.node({ path, text: flow('1'), step: 'after', run: tried.run });
  expect(await end(client, next.run)).toEqual(['succeeded', undefined]);
  expect(await written('after.txt')).toBe('x');
  const whole = await client.runs.retry({ run: tried.run });
  expect(await end(client, whole.run)).toEqual(['succeeded', undefined]);
  expect([await written('count.txt'), await written('after.txt')]).toEqual(['x', 'xx']);
});

it('runs the node behind a trigger on its sample, where nothing has run yet', async () => {
  app = await startApp();
  const { client } = app;
  const { run } = await client.runs.node({ path, text: flow('1'), step: 'count' });
  expect(await end(client, run)).toEqual(['succeeded', undefined]);
  expect([await written('count.txt'), await written('after.txt')]).toEqual(['x', '']);
  const far = await client.runs.node({ path, text: flow('1'), step: 'after' });
  expect(await end(client, far.run)).toEqual(['failed', 'NO_INPUT']);
  expect(await written('after.txt')).toBe('');
});

it('is refused where it cannot be', async () => {
  app = await startApp();
  const { client } = app;
  const { run } = await client.runs.node({ path, text: flow('1'), step: 'count' });
  await end(client, run);
  const refused = async (request: Partial<Parameters<typeof client.runs.node>[0]>) => {
    const all = { path, text: flow('1'), step: 'after', run, ...request };
    return client.runs.node(all).then(
      () => undefined,
      (thrown) => [thrown.code, thrown.message],
    );
  };
  expect(await refused({})).toEqual(['INVALID_FLOW', expect.stringContaining('comes before "after"')]);
  expect(await refused({ step: 'nowhere' })).toEqual(['INVALID_FLOW', expect.stringContaining('"nowhere"')]);
  expect(await refused({ run: 'run_none' })).toEqual(['INVALID_FLOW', 'That run is gone.']);
  expect(await refused({ text: '{' })).toEqual(['INVALID_FLOW', expect.anything()]);
  await app.write('other.flow.json', flow('1'));
  expect(await refused({ path: 'other.flow.json' })).toEqual(['NOT_TRUSTED', expect.anything()]);
});
