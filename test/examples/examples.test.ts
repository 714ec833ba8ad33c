import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { flowbench, root } from '#test/command';

/* The examples as users run them, on a copy so that theirs stays as it is. */
const folder = await mkdtemp(join(tmpdir(), 'flowbench-examples-'));
await cp(join(root, 'examples'), folder, { recursive: true, filter: (path) => !path.endsWith('out') });
afterAll(() => rm(folder, { recursive: true }));

async function run(flow: string, ...options: string[]) {
  const { code, stdout, stderr } = await flowbench(['run', flow, '--json', ...options], { cwd: folder });
  expect(stderr).toBe('');
  const result = JSON.parse(stdout);
  expect({ code, error: result.error }).toEqual({ code: 0, error: null });
  return result.outputs;
}

const read = (path: string) => readFile(join(folder, path), 'utf8');
const rows = async (path: string) => (await read(path)).trimEnd().split('\n').slice(1);

test('all examples are valid', async () => {
  const flows = ['orders', 'customers', 'invoices'].map((name) => `${name}/${name}.flow.json`);
  expect(await flowbench(['validate', ...flows], { cwd: folder })).toMatchObject({
    code: 0,
    stdout: '3 flows: no problems\n',
  });
});

test('orders: every row ends up in one of the files, and the report adds up', async () => {
  const outputs = await run('orders/orders.flow.json');
  const given = await rows('orders/orders.csv');
  const checked = await rows('orders/out/orders-checked.csv');
  const rejected = await rows('orders/out/rejected.csv');
  expect(checked.length + rejected.length).toBe(given.length);
  expect(rejected.filter((row) => row.includes('came before'))).toHaveLength(3);
  expect(rejected.filter((row) => row.includes('email'))).not.toHaveLength(0);

  const regions = outputs.result.out.map((item: { json: unknown }) => item.json);
  expect(regions.map(({ region }: { region: string }) => region).toSorted()).toEqual([
    'east',
    'north',
    'south',
    'west',
  ]);
  const count = regions.reduce((sum: number, { orders }: { orders: number }) => sum + orders, 0);
  expect(count).toBe(checked.length);
  const report = await read('orders/out/report.md');
  for (const { region } of regions) expect(report).toContain(`| ${region} | `);
  expect(report).toContain(`from ${count} orders`);
});

async function startApi() {
  const api = spawn(process.execPath, [join(folder, 'customers', 'test-api.mjs'), '0']);
  const [greeting] = await once(api.stdout, 'data');
  return { api, url: /http:\S+/.exec(String(greeting))?.[0] ?? '' };
}

test('customers: busy moments are tried again, unknown customers are filed', async () => {
  const { api, url } = await startApi();
  try {
    await run('customers/customers.flow.json', '--var', `api=${url}`);
    const failures = (await read('customers/out/failures.jsonl')).trimEnd().split('\n');
    expect(failures.map((line) => JSON.parse(line)).map(({ id, code }) => [id, code])).toEqual(
      ['C013', 'C026', 'C039', 'C052'].map((id) => [id, 'HTTP_404']),
    );
    const limits = await rows('customers/out/limits.csv');
    expect(limits).toHaveLength(56);
    expect(limits.some((row) => row.startsWith('C007,'))).toBe(true);
    const asked = await (await fetch(`${url}/asked`)).json();
    expect(asked).toMatchObject({ C001: 1, C007: 2, C013: 1 });
  } finally {
    api.kill();
  }
});

test('invoices: what does not add up or cannot be read is listed, in order, and stops nothing', async () => {
  const outputs = await run('invoices/invoices.flow.json');
  const given: { invoices: { number: string }[] }[] = JSON.parse(await read('invoices/customers.json'));
  const numbers = given.flatMap(({ invoices }) => invoices.map(({ number }) => number));
  const listed = await rows('invoices/out/invoices.csv');
  expect(listed.map((row) => /INV-\d+/.exec(row)?.[0])).toEqual(numbers);
  expect(listed.find((row) => row.includes('cannot be read'))).toContain('INV-2151');
  expect(listed.filter((row) => row.includes('wrong total')).length).toBeGreaterThan(1);
  const byResult = outputs.results.out.map((item: { json: { result: string } }) => item.json.result);
  expect(byResult.toSorted()).toEqual(['cannot be read', 'good', 'wrong total']);
});

test('flowbench example runs the first one and says where things are', async () => {
  const { code, stdout, stderr } = await flowbench(['example']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/region +orders +revenue/);
  expect(stderr).toContain('report.md');
  expect(await readFile(join(root, 'examples', 'orders', 'out', 'report.md'), 'utf8')).toContain(
    '# Orders by region',
  );
});
