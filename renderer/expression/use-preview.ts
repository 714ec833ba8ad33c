import { useEffect, useState } from 'react';
import type { Preview } from '#contract/api';
import { engine, useConnection } from '#renderer/api';
import { documentAt, documentText, flowAt } from '#renderer/document';
import { sampleOf } from '#renderer/sample';
import type { Scene } from './scene.ts';
import { hasTemplate } from './template.ts';

/** Milliseconds of rest before the engine is asked. */
const PATIENCE = 250;

export interface ShownPreview {
  result: Preview;
  /** The value has changed since; a new answer is on its way. */
  old: boolean;
}

/**
 * What a parameter gives for the chosen item; undefined where it has no expression
 * or nothing is known yet. Asks once typing has paused; an answer that comes too
 * late is dropped and its call is cancelled.
 */
export function usePreview(scene: Scene | undefined, value: unknown): ShownPreview | undefined {
  const [known, setKnown] = useState<{ result: Preview; key: string }>();
  const open = useConnection(({ state }) => state === 'open');
  const asks = open && scene?.hasData === true && hasTemplate(value);
  const key = asks ? keyOf(scene, value) : undefined;
  useEffect(() => {
    if (key === undefined) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      ask(key, stop.signal).then(
        (result) => {
          if (result && !stop.signal.aborted) setKnown({ result, key });
        },
        () => undefined,
      );
    }, PATIENCE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key]);
  if (key === undefined || !known) return undefined;
  return { result: known.result, old: known.key !== key };
}

interface Question {
  path: string;
  node: string;
  param: unknown;
  item: number;
  run?: string;
  step?: string;
  /** When the call was caught that is the data. */
  caughtAt?: number;
}

/** All that the answer depends on, as text: the scene itself is new at every event of a run. */
function keyOf({ path, node, run, step, item, sample }: Scene, param: unknown): string {
  const place = { ...(run === undefined ? {} : { run }), ...(step === undefined ? {} : { step }) };
  const caught = sample ? { caughtAt: sample.at } : {};
  return JSON.stringify({ path, node, param, item, ...place, ...caught } satisfies Question);
}

async function ask(key: string, signal: AbortSignal): Promise<Preview | undefined> {
  const { path, caughtAt, ...question } = JSON.parse(key) as Question;
  const document = documentAt(path);
  if (!document?.history) return undefined;
  const caught = caughtAt === undefined ? undefined : sampleOf(path, flowAt(path));
  const sample = caught ? { sample: { trigger: caught.trigger, items: [caught.item.json] } } : {};
  return engine.flows.preview({ text: documentText(document), ...question, ...sample }, { signal });
}
