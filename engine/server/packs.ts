import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { PackFile, PackReport } from '#contract/api';
import { UserError } from '#contract/error';
import { filesBeside, openPack, PACK_SUFFIX, type Pack, reportPack, unpack, writePack } from '#engine/pack';
import type { App } from './app.ts';

/** Most bytes of a pack that goes through the window: it travels as one message. */
const MAX_PACK = 20 * 1024 * 1024;

/** The files that may go into a pack with flows of the workspace. */
export async function packContents(app: App, flows: readonly string[]): Promise<readonly PackFile[]> {
  // Says so where a path is none of the workspace.
  for (const flow of flows) await app.workspace.resolve(flow);
  return filesBeside(app.workspace.root, flows, app.catalogue);
}

/** Packs flows of the workspace with chosen files, and gives the bytes as base64. */
export async function packFlows(
  app: App,
  { flows, files, name }: { flows: readonly string[]; files: readonly string[]; name: string },
): Promise<{ data: string }> {
  const offered = new Set((await packContents(app, flows)).map(({ path }) => path));
  const chosen = files.filter((path) => offered.has(path));
  const bytes = await buffer(await writePack(app.workspace.root, [...flows, ...chosen], name));
  if (bytes.length > MAX_PACK) throw tooLarge('flowbench pack … -o FILE');
  return { data: bytes.toString('base64') };
}

/** @param given `name` is the file's, for packs that do not say what they are called */
export function reportOf(app: App, given: { data: string; name: string }): Promise<PackReport> {
  return withPack(given.data, async (pack) => {
    const name = nameOf(pack, given.name);
    return { name, folder: await freshFolder(app, name), ...(await reportPack(pack, app.catalogue)) };
  });
}

/** Unpacks into a new folder of the workspace; what was trusted at those paths before is forgotten. */
export function unpackInto(
  app: App,
  given: { data: string; name: string },
): Promise<{ folder: string; flows: readonly string[] }> {
  return withPack(given.data, async (pack) => {
    const { flows } = await reportPack(pack, app.catalogue);
    const folder = await freshFolder(app, nameOf(pack, given.name));
    const paths = flows.map(({ path }) => `${folder}/${path}`);
    for (const path of paths) await app.files.distrust(path);
    await unpack(pack, join(app.workspace.root, folder));
    return { folder, flows: paths };
  });
}

async function withPack<T>(data: string, act: (pack: Pack) => Promise<T>): Promise<T> {
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > MAX_PACK) throw tooLarge('flowbench unpack FILE DIR');
  const pack = await openPack(bytes);
  try {
    return await act(pack);
  } finally {
    pack.close();
  }
}

function nameOf(pack: Pack, file: string): string {
  return pack.name ?? (file.endsWith(PACK_SUFFIX) ? file.slice(0, -PACK_SUFFIX.length) : file);
}

/** The name of a folder that is not there yet: `orders`, `orders-2`. */
async function freshFolder(app: App, name: string): Promise<string> {
  const stem =
    name
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .slice(0, 60)
      .replace(/^-+|-+$/g, '') || 'pack';
  for (let number = 1; ; number++) {
    const folder = number === 1 ? stem : `${stem}-${number}`;
    const isThere = await access(join(app.workspace.root, folder)).then(
      () => true,
      () => false,
    );
    if (!isThere) return folder;
  }
}

function tooLarge(command: string): UserError {
  return new UserError('The pack is larger than 20 MB, too large for the window.', {
    code: 'PACK_TOO_LARGE',
    hint: `Use the command line: ${command}.`,
  });
}
