import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '#contract/error';
import type { Flow, Problem } from '#contract/flow';
import type { Catalogue } from '#contract/node';
import { checkText } from '#engine/run';

/** A flow file as read; only without errors among its problems may `flow` be run. */
export interface LoadedFlow {
  flow: Flow | undefined;
  problems: readonly Problem[];
  valid: boolean;
}

/** Reads and checks a flow file, finding all its problems. Throws a `UserError` where there is no such file. */
export async function loadFlow(path: string, catalogue: Catalogue): Promise<LoadedFlow> {
  const { flow, problems } = checkText(await readFlowFile(path), nameOf(path), catalogue);
  return { flow, problems, valid: !problems.some(({ severity }) => severity === 'error') };
}

async function readFlowFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why =
      { ENOENT: 'does not exist', EISDIR: 'is a folder' }[code ?? ''] ?? `cannot be read: ${message}`;
    throw new UserError(`The flow file ${path} ${why}.`, {
      code: 'FLOW_MISSING',
      hint: 'Relative paths count from the folder you are in; flow files end in .flow.json.',
    });
  }
}

function nameOf(path: string): string {
  return basename(path).replace(/(\.flow)?\.json$/, '');
}
