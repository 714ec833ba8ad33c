import { codeOf, dataOf, engine, sentenceOf } from '#renderer/api';
import { saveDocument } from '#renderer/document';
import { useTrustQuestion } from '#renderer/run';
import { tellFailure } from '#renderer/ui';
import { setActivation, useActivations } from './activations.ts';

/** Saves a flow and makes it active with what it is now. Says why where that does not work. */
export async function activateFlow(root: string, path: string): Promise<void> {
  try {
    if (!(await saveDocument(root, path))) {
      tellFailure('The flow cannot be activated: it could not be saved.');
      return;
    }
    setActivation(await engine.triggers.activate({ path }));
  } catch (thrown) {
    const again = () => activateFlow(root, path);
    if (codeOf(thrown) === 'NOT_TRUSTED') useTrustQuestion.setState({ path, doing: 'activate', again });
    else tellFailure(sentenceOf(thrown), hintOf(thrown));
  }
}

/** Makes a flow inactive: its triggers start nothing more. */
export async function deactivateFlow(path: string): Promise<void> {
  try {
    const activation = await engine.triggers.deactivate({ path });
    if (!activation) return;
    setActivation(activation);
    if (activation.error) tellFailure(activation.error.message, activation.error.hint);
  } catch (thrown) {
    tellFailure(`The flow cannot be deactivated: ${sentenceOf(thrown)}`);
  }
}

/** Whether a flow is active now, or about to be. */
export function isActive(path: string): boolean {
  const state = useActivations.getState().flows[path]?.state;
  return state === 'active' || state === 'activating';
}

function hintOf(thrown: unknown): string | undefined {
  const data = dataOf(thrown);
  const hint = typeof data === 'object' && data !== null && 'hint' in data ? data.hint : undefined;
  return typeof hint === 'string' ? hint : undefined;
}
