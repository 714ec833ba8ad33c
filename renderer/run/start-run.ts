import { create } from 'zustand';
import { codeOf, engine, sentenceOf } from '#renderer/api';
import { documentAt, documentText } from '#renderer/document';
import { tellFailure } from '#renderer/ui';
import { shownRun } from './runs-store.ts';
import { showRunOn } from './show-run.ts';

interface TrustQuestion {
  path: string | undefined;
  /** What was to be done with it. */
  goal: 'run' | 'activate';
  /** Where it was to be run from. */
  trigger?: string | undefined;
}

/** The flow whose content the user must trust before it may run. */
export const useTrustQuestion = create<TrustQuestion>(() => ({ path: undefined, goal: 'run' }));

/** Runs a flow as it stands in the editor, from a trigger (default its first), and shows the run. */
export async function startRun(path: string, trigger?: string): Promise<string | undefined> {
  const document = documentAt(path);
  if (!document?.history) return undefined;
  const text = documentText(document);
  try {
    const { run } = await engine.runs.start({ path, text, ...(trigger === undefined ? {} : { trigger }) });
    showRunOn(path, run).catch(() => undefined);
    return run;
  } catch (thrown) {
    if (codeOf(thrown) === 'NOT_TRUSTED') useTrustQuestion.setState({ path, goal: 'run', trigger });
    else tellFailure(`The flow cannot run: ${sentenceOf(thrown)}`);
    return undefined;
  }
}

/** Stops the run shown on a flow's canvas. */
export async function stopRun(path: string): Promise<void> {
  const shown = shownRun(path);
  if (!shown) return;
  try {
    await engine.runs.cancel({ run: shown.run });
  } catch (thrown) {
    tellFailure(`The run cannot be stopped: ${sentenceOf(thrown)}`);
  }
}

/** Runs again from a step of a finished run, and shows the new run. */
export async function retryRun(
  path: string,
  run: string,
  step?: string,
  version: 'same' | 'current' = 'current',
): Promise<string | undefined> {
  try {
    const started = await engine.runs.retry({ run, version, ...(step === undefined ? {} : { step }) });
    showRunOn(path, started.run).catch(() => undefined);
    return started.run;
  } catch (thrown) {
    tellFailure(`The run cannot be retried: ${sentenceOf(thrown)}`);
    return undefined;
  }
}
