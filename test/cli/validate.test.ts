import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { flowbench } from '#test/command';

const folder = await mkdtemp(join(tmpdir(), 'flowbench-validate-'));
afterAll(() => rm(folder, { recursive: true }));

async function validate(...texts: string[]) {
  const names = texts.map((_, at) => `flow${at}.flow.json`);
  await Promise.all(texts.map((text, at) => writeFile(join(folder, names[at] ?? ''), text)));
  return await flowbench(['validate', ...names], { cwd: folder });
}

const flow = (nodes: object, edges: string[] = []) =>
  JSON.stringify({ flowbench: 1, id: 'flw_1', name: 'Test', nodes, edges }, null, 2);
const start = { type: 'trigger.manual' };

test('a good flow', async () => {
  const { code, stdout, stderr } = await validate(
    flow({ start, end: { type: 'control.nothing' } }, ['start -> end']),
  );
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '1 flow: no problems\n', stderr: '' });
});

test.each([
  ['{ "flowbench": 1,\n oops', /^flow0\.flow\.json:2: error: this is not JSON/],
  [JSON.stringify({ flowbench: 99, nodes: {} }), /^flow0\.flow\.json:1: error: .*99/],
  [flow({ start, x: { type: 'data.mapp' } }), /error: node "x".*data\.mapp/],
  [flow({ start }, ['start -> nowhere']), /error: .*nowhere/],
  [
    flow({ start, a: { type: 'control.nothing' }, b: { type: 'control.nothing' } }, ['a -> b', 'b -> a']),
    /error: .*a.*b/,
  ],
  [
    flow({ start, each: { type: 'control.forEach' }, in: { type: 'control.nothing', in: 'each' } }, [
      'start -> in',
    ]),
    /error: .*start -> in|error: .*each/,
  ],
  [
    flow({ start, x: { type: 'data.limit', params: { max: 'many' } } }),
    /:\d+: error: node "x", parameter "max"/,
  ],
  [
    flow({ start, x: { type: 'control.filter', params: { test: '{{ $json. }}' } } }),
    /:\d+: error: node "x", parameter "test"/,
  ],
])('what is wrong is said with its place: %s', async (text, expected) => {
  const { code, stdout } = await validate(text);
  expect(stdout).toMatch(expected);
  expect(code).toBe(2);
});

test('all problems of all files at once', async () => {
  const broken = flow({ start, x: { type: 'no.such' }, y: { type: 'data.limit', params: { max: -1 } } });
  const { code, stdout } = await validate(broken, 'not json', flow({ start }));
  expect(code).toBe(2);
  expect(stdout.match(/^flow\d\.flow\.json:\d+: error/gm)).toEqual([
    expect.stringContaining('flow0'),
    expect.stringContaining('flow0'),
    expect.stringContaining('flow1'),
  ]);
  expect(stdout).toContain('3 flows: 3 errors');
});
