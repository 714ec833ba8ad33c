import { engine, sentenceOf } from '#renderer/api';
import { tellFailure, useToasts } from '#renderer/ui';
import { openFlow, refreshWorkspace } from '#renderer/workspace';
import { useExchange } from './exchange-store.ts';
import { ImportRefusal, importFlow, MAX_IMPORT, tooLarge } from './import-flow.ts';

/** Asks for files and takes them in. */
export function chooseFiles(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = '.json,.flowpack,application/json';
  input.addEventListener('change', () => importFiles([...(input.files ?? [])]));
  input.click();
}

/** Takes in flow files, several at once; of a pack tells first what is in it. */
export async function importFiles(files: readonly File[]): Promise<void> {
  const imported: string[] = [];
  for (const file of files) {
    try {
      if (file.size > MAX_IMPORT) throw tooLarge(file.name);
      if (await isPack(file)) await lookIntoPack(file);
      else imported.push((await importFlow(file.name, await readText(file))).path);
    } catch (thrown) {
      tellRefusal(file.name, thrown);
    }
  }
  await showImported(imported);
}

/** Takes in one flow whose text is at hand. */
export async function importText(name: string, text: string): Promise<void> {
  try {
    await showImported([(await importFlow(name, text)).path]);
  } catch (thrown) {
    tellRefusal(name, thrown);
  }
}

/** Takes in a whole flow that was pasted. False where the text is none. */
export function importPasted(text: string): boolean {
  const name = nameOfFlow(text);
  if (name === undefined) return false;
  void importText(name, text);
  return true;
}

/** The name of a text that is a flow file; copied nodes are none. */
function nameOfFlow(text: string): string | undefined {
  if (!text.trimStart().startsWith('{') || !text.includes('"flowbench"')) return undefined;
  try {
    const { flowbench, name } = JSON.parse(text) as { flowbench?: unknown; name?: unknown };
    if (flowbench === undefined) return undefined;
    return typeof name === 'string' && name !== '' ? name : 'The pasted flow';
  } catch {
    return undefined;
  }
}

async function showImported(paths: readonly string[]): Promise<void> {
  const last = paths.at(-1);
  if (last === undefined) return;
  await refreshWorkspace().catch(() => undefined);
  await openFlow(last);
  const what = paths.length === 1 ? `Imported as ${last}` : `Imported ${paths.length} flows`;
  useToasts.getState().show({ state: 'done', text: `${what}. You are asked before it runs.` });
}

async function isPack(file: File): Promise<boolean> {
  const start = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return file.name.toLowerCase().endsWith('.flowpack') || (start[0] === 0x50 && start[1] === 0x4b);
}

async function readText(file: File): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new ImportRefusal(
      `${file.name} was not imported: it is not a text.`,
      'Flow files end in .flow.json.',
    );
  }
}

async function lookIntoPack(file: File): Promise<void> {
  const data = await base64Of(file);
  const report = await engine.workspace.packReport({ data, name: file.name });
  useExchange.setState({ arriving: { name: file.name, data, report } });
}

function base64Of(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function tellRefusal(name: string, thrown: unknown): void {
  if (thrown instanceof ImportRefusal) tellFailure(thrown.message, thrown.hint);
  else tellFailure(`${name} was not imported: ${sentenceOf(thrown)}`);
}
