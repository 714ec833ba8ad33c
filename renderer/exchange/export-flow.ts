import type { DesktopApi } from '#contract/desktop';
import { engine, sentenceOf } from '#renderer/api';
import { documentAt, documentText } from '#renderer/document';
import { download, tellFailure, useToasts } from '#renderer/ui';

/** Gives the flow as it stands as a file of its own: where the user says, or among the downloads. */
export async function exportFlow(path: string): Promise<void> {
  const document = documentAt(path);
  try {
    const text = document ? documentText(document) : (await engine.workspace.read({ path })).text;
    const name = path.split('/').at(-1) ?? 'flow.flow.json';
    const desktop = (globalThis as { flowbench?: Partial<DesktopApi> }).flowbench;
    if (!desktop?.saveFlowDialog) return download(name, new Blob([text], { type: 'application/json' }));
    const saved = await desktop.saveFlowDialog({ name, text });
    if (saved) useToasts.getState().show({ state: 'done', text: `Exported to ${saved.path}.` });
  } catch (thrown) {
    tellFailure(`${path} cannot be exported: ${sentenceOf(thrown)}`);
  }
}

/** Gives flows with chosen files as one pack. */
export async function exportPack(
  flows: readonly string[],
  files: readonly string[],
  name: string,
): Promise<boolean> {
  try {
    const { data } = await engine.workspace.pack({ flows: [...flows], files: [...files], name });
    const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
    download(`${name}.flowpack`, new Blob([bytes], { type: 'application/zip' }));
    return true;
  } catch (thrown) {
    tellFailure(`The pack cannot be made: ${sentenceOf(thrown)}`);
    return false;
  }
}
