import { create } from 'zustand';
import type { SampleNews } from '#contract/api';
import { engine, sentenceOf } from '#renderer/api';
import { documentAt, documentText } from '#renderer/document';
import { hideRun } from '#renderer/run';
import { setSample } from '#renderer/sample';
import { tellFailure } from '#renderer/ui';

/** A wait for a call of one webhook. */
export interface Capture {
  path: string;
  node: string;
  since: number;
  /** Where it is called, and how; undefined until the engine listens. */
  address: { url: string; curl: string } | undefined;
  /** Why the newest call could not be used. */
  refused: string | undefined;
}

/** The wait that is going on: one at a time. */
export const useCapture = create<{ capture: Capture | undefined }>(() => ({ capture: undefined }));

let going: AbortController | undefined;

/** Waits for a call of a webhook, as it stands in the editor; the first one that can be used becomes its sample. */
export async function startCapture(path: string, node: string): Promise<void> {
  stopCapture();
  const document = documentAt(path);
  if (!document) return;
  const stop = new AbortController();
  going = stop;
  const capture: Capture = { path, node, since: Date.now(), address: undefined, refused: undefined };
  useCapture.setState({ capture });
  try {
    const ask = { path, text: documentText(document), node };
    for await (const news of await engine.events.sample(ask, { signal: stop.signal })) {
      if (stop.signal.aborted) return;
      take(capture, news);
    }
    if (!stop.signal.aborted) tellFailure('The engine no longer waits for a call.', 'Wait for it again.');
  } catch (thrown) {
    if (!stop.signal.aborted) tellFailure(`No call can be waited for: ${sentenceOf(thrown)}`);
  } finally {
    if (!stop.signal.aborted) stopCapture();
  }
}

/** Stops waiting, wherever that is. */
export function stopCapture(): void {
  going?.abort();
  going = undefined;
  useCapture.setState({ capture: undefined });
}

function take({ path, node }: Capture, news: SampleNews): void {
  if (news.step === 'waiting') change({ address: { url: news.url, curl: news.curl } });
  else if (news.step === 'refused') change({ refused: news.message });
  else {
    setSample(path, { trigger: node, item: { json: news.item }, at: Date.now() });
    // A run that is shown would hide what was caught.
    hideRun(path);
    stopCapture();
  }
}

function change(change: Partial<Capture>): void {
  useCapture.setState(({ capture }) => ({ capture: capture && { ...capture, ...change } }));
}
