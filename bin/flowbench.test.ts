import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

/*
 * The launcher beside a `flowbench` of one file that tells what it was given, and
 * told by an option to take itself for an old Node.
 */
const folder = mkdtempSync(join(tmpdir(), 'flowbench-launcher-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'bin'));
mkdirSync(join(folder, 'elsewhere'));
cpSync(join(import.meta.dirname, 'flowbench.mjs'), join(folder, 'bin', 'flowbench.mjs'));
writeFileSync(join(folder, 'package.json'), '{"type":"module","imports":{"#engine/cli":"./cli.mjs"}}');
writeFileSync(
  join(folder, 'cli.mjs'),
  `export async function main(argv) {
     if (argv[0] === 'die') process.kill(process.pid, 'SIGTERM');
     if (argv[0] === 'die') await new Promise((resolve) => setTimeout(resolve, 60_000));
     process.emitWarning('seen', 'DeprecationWarning');
     process.emitWarning('hidden', 'ExperimentalWarning');
     console.log(JSON.stringify({ argv, cwd: process.cwd(), pid: process.pid }));
     return Number(argv[1] ?? 0);
   }`,
);
writeFileSync(
  join(folder, 'old.cjs'),
  "if (!process.env.HANDED_OVER) Object.defineProperty(process, 'versions', { value: { node: '20.1.0' } });" +
    "process.env.HANDED_OVER = '1';",
);

const { platform, arch } = process;
const binary = join(folder, 'node_modules', `node-${platform === 'win32' ? 'win' : platform}-${arch}`);

function installNode(): void {
  mkdirSync(join(binary, 'bin'), { recursive: true });
  writeFileSync(join(binary, 'package.json'), '{}');
  symlinkSync(process.execPath, join(binary, 'bin', platform === 'win32' ? 'node.exe' : 'node'));
}

async function launch(args: string[], options: { old?: boolean; env?: Record<string, string> } = {}) {
  const preload = options.old ? ['--require', join(folder, 'old.cjs')] : [];
  const command = [...preload, join(folder, 'bin', 'flowbench.mjs'), ...args];
  const run = promisify(execFile)(process.execPath, command, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', ...options.env },
  });
  const { stdout, stderr, code, signal } = await run.then(
    (ended) => ({ ...ended, code: 0, signal: null }),
    (failed) => failed,
  );
  return { stdout, stderr, code, signal };
}

test('runs here on a Node that is new enough, and passes the exit code on', async () => {
  const { stdout, code } = await launch(['a', '3']);
  expect(JSON.parse(stdout)).toMatchObject({ argv: ['a', '3'] });
  expect(code).toBe(3);
});

test('hides what Node calls experimental, and no other warning', async () => {
  const { stderr } = await launch([]);
  expect(stderr).toContain('seen');
  expect(stderr).not.toContain('hidden');
});

test('called by npm, relative paths mean the caller’s folder; called by another package’s script, its own', async () => {
  const caller = join(folder, 'elsewhere');
  const npm = {
    INIT_CWD: caller,
    npm_lifecycle_event: 'flowbench',
    npm_package_json: join(folder, 'package.json'),
  };
  expect(JSON.parse((await launch([], { env: npm })).stdout).cwd).toBe(caller);
  const other = { ...npm, npm_package_json: join(caller, 'package.json') };
  expect(JSON.parse((await launch([], { env: other })).stdout).cwd).toBe(folder);
});

test('without a Node that is new enough: one sentence', async () => {
  const { stdout, stderr, code } = await launch([], { old: true });
  expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  expect(stderr).toMatch(/^Flowbench needs Node 24 or newer; this is Node 20\.1\.0 .*npm install.*\n$/);
});

test('an old Node hands over to the installed one: arguments, exit code and death by signal', async () => {
  installNode();
  const ended = await launch(['a b', '4'], { old: true });
  expect(JSON.parse(ended.stdout).argv).toEqual(['a b', '4']);
  expect(ended.code).toBe(4);
  if (platform !== 'win32') expect((await launch(['die'], { old: true })).signal).toBe('SIGTERM');
});
