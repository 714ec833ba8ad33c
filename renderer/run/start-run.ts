import { create } from 'zustand';
import { type Pins, pinOf } from '#contract/fixtures';
import { codeOf, engine, sentenceOf } from '#renderer/api';
import { documentAt, documentText, flowAt } from '#renderer/document';
import { sampleBefore, sampleOf } from '#renderer/sample';
import { tellFailure } from '#renderer/ui';
import { shownRun } from './runs-store.ts';
import { showRunOn } from './show-run.ts';

interface TrustQuestion {
  path: string | undefined;
  /** What was to be done with it. */
  doing: 'run' | 'activate';
  /** Does it once it is trusted. */
  again: (() => Promise<unknown>) | undefined;
}

/** The flow whose content the user must trust before it may run. */
export const useTrustQuestion = create<TrustQuestion>(() => ({
  path: undefined,
  doing: 'run',
  again: undefined,
}));

/**
 * Runs a flow as it stands in the editor, from a trigger (default the one whose call was caught,
 * else its first), and shows the run. What was caught is what the trigger gives; nodes whose
 * output is pinned give that.
 */
export async function startRun(path: string, trigger?: string): Promise<string | undefined> {
  const caught = sampleOf(path, flowAt(path));
  const sample = trigger === undefined || caught?.trigger === trigger ? caught : undefined;
  const from = trigger ?? sample?.trigger;
  const start = (text: string, pins: Pins) =>
    engine.runs.start({
      path,
      text,
      pins,
      ...(from === undefined ? {} : { trigger: from }),
      // What was pinned goes before what was caught.
      ...(sample && !pinOf(pins, sample.trigger) ? { input: [sample.item.json] } : {}),
    });
  return begin(path, 'The flow', start, () => startRun(path, trigger));
}

/**
 * Runs one node as it stands in the editor, and shows that run.
 *
 * @param step its key in `run`, the run whose items it gets; without a run it gets what is pinned
 *   before it, else the call that was caught or the trigger's sample
 */
export async function runNode(path: string, step: string, run?: string): Promise<string | undefined> {
  const sample = sampleBefore(path, flowAt(path), step);
  const start = (text: string, pins: Pins) =>
    engine.runs.node({
      path,
      text,
      step,
      ...(run === undefined ? { pins } : { run }),
      ...(run === undefined && sample ? { input: [sample.item.json] } : {}),
    });
  return begin(path, 'The node', start, () => runNode(path, step, run));
}

async function begin(
  path: string,
  what: string,
  start: (text: string, pins: Pins) => Promise<{ run: string }>,
  again: () => Promise<unknown>,
): Promise<string | undefined> {
  const document = documentAt(path);
  if (!document?.history) return undefined;
  try {
    const { run } = await start(documentText(document), document.history.pins);
    showRunOn(path, run).catch(() => undefined);
    return run;
  } catch (thrown) {
    if (codeOf(thrown) === 'NOT_TRUSTED') useTrustQuestion.setState({ path, doing: 'run', again });
    else tellFailure(`${what} cannot run: ${sentenceOf(thrown)}`);
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
