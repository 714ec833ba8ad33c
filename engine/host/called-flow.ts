import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '#contract/error';
import { type Flow, parseFlow } from '#contract/flow';
import type { Folder } from '#contract/node';

/**
 * Finds a flow that another one names, by path (relative to the caller's file) or
 * by the id of a flow in the same folder.
 *
 * @param folder what the calling flow may touch
 * @throws UserError where there is none, it cannot be read, or it lies out of bounds
 */
export async function readCalledFlow(
  name: string,
  folder: Folder,
): Promise<{ flow: Flow; path: string; text: string }> {
  const found =
    (await readIfThere(await folder.resolve(name, 'read'))) ?? (await findById(folder.root, name));
  if (!found) {
    throw new UserError(`there is no flow "${name}" in ${folder.root}`, {
      code: 'UNKNOWN_FLOW',
      hint: 'Write its path relative to this flow, or its id.',
    });
  }
  const { flow, problems } = parseFlow(found.text, name);
  if (flow) return { flow, ...found };
  throw new UserError(`the flow "${name}" cannot be read: ${problems[0]?.message}`, {
    code: 'INVALID_FLOW',
    hint: `See all problems with: flowbench validate ${found.path}`,
  });
}

async function findById(folder: string, id: string): Promise<{ path: string; text: string } | undefined> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((file) => file.endsWith('.flow.json')).sort()) {
    const path = join(folder, name);
    const text = await readIfThere(path);
    if (text?.text && parseFlow(text.text).flow?.id === id) return text;
  }
  return undefined;
}

async function readIfThere(path: string): Promise<{ path: string; text: string } | undefined> {
  try {
    return { path, text: await readFile(path, 'utf8') };
  } catch {
    return undefined;
  }
}
