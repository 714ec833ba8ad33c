import { engine } from '#renderer/api';
import { documentAt, documentText, setCheck } from './documents.ts';

/** Asks the engine what is wrong with a flow as it stands; a later edit makes the answer void. */
export async function checkDocument(path: string): Promise<void> {
  const document = documentAt(path);
  if (!document?.history) return;
  const { flow } = document.history;
  const check = await engine.flows.check({ text: documentText(document) });
  if (documentAt(path)?.history?.flow === flow) setCheck(path, check);
}
