import { useEffect, useState } from 'react';
import type { Flow } from '#contract/flow';
import { engine, useConnection } from '#renderer/api';
import { documentAt, documentText } from '#renderer/document';
import { formatMoment } from './words.ts';
import './activation.css';

/** Milliseconds of rest before the engine is asked. */
const PATIENCE = 200;

interface Next {
  times: readonly number[];
  timezone: string;
}

/** The next times at which a node starts runs, as the flow stands in the editor. */
export function NextTimes({ path, node, flow }: { path: string; node: string; flow: Flow }) {
  const [next, setNext] = useState<Next>();
  const [round, setRound] = useState(0);
  const open = useConnection((state) => state.state === 'open');
  const key = JSON.stringify([flow.nodes[node]?.params, flow.settings?.timezone, round]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what the text has of this node
  useEffect(() => {
    if (!open) return;
    const stop = new AbortController();
    let passing: ReturnType<typeof setTimeout> | undefined;
    const timer = setTimeout(async () => {
      const document = documentAt(path);
      if (!document) return;
      const text = documentText(document);
      const found = await engine.triggers
        .nextTimes({ text, node }, { signal: stop.signal })
        .catch(() => undefined);
      if (!found || stop.signal.aborted) return;
      setNext(found);
      const [first] = found.times;
      const left = first === undefined ? Number.NaN : first - Date.now();
      // Once the first has passed there is another one; far ones may come when the form is opened again.
      if (left < 86_400_000) passing = setTimeout(() => setRound(round + 1), Math.max(left, 1000));
    }, PATIENCE);
    return () => {
      stop.abort();
      clearTimeout(timer);
      clearTimeout(passing);
    };
  }, [path, node, key, open]);
  if (!next || next.times.length === 0) return null;
  return (
    <section className="next-times" aria-label="Next times">
      <h4>
        Next times <small>{next.timezone}</small>
      </h4>
      <ol>
        {next.times.map((time) => (
          <li key={time}>
            <time dateTime={new Date(time).toISOString()}>{formatMoment(time, next.timezone)}</time>
          </li>
        ))}
      </ol>
    </section>
  );
}
