import { useEffect, useMemo, useState } from 'react';
import type { EventDetail } from '#contract/api';
import { codeOf, sentenceOf, useConnection } from '#renderer/api';
import { JsonView } from '#renderer/data';
import { showEvent, showParam, showRun } from '#renderer/editor';
import { dayText, formatBytes, formatTime, StateGlyph } from '#renderer/ui';
import { openFlow, useWorkspace } from '#renderer/workspace';
import { readEvent, useEvents } from './events-store.ts';
import { ReplayButton } from './ReplayButton.tsx';
import { EVENT_STATES, eventName, shownAddress } from './words.ts';

/** An event: where it came from, what became of it, and what was sent. */
export function EventView({ event }: { event: string }) {
  const { detail, failure } = useDetail(event);
  if (!detail) return <div className="empty">{failure ?? 'Reading the event…'}</div>;
  return (
    <>
      <Head detail={detail} />
      <div className="event-parts">
        <Headers headers={detail.headers} />
        <Body detail={detail} />
      </div>
    </>
  );
}

function Head({ detail }: { detail: EventDetail }) {
  const { state, flow, node, method, url, receivedAt, remote, size, key, reason, of, run, repeats } = detail;
  const { glyph, word, about } = EVENT_STATES[state];
  const name = useWorkspace(({ flows }) => flows.find(({ path }) => path === flow)?.name);
  const day = dayText(receivedAt, Date.now());
  return (
    <header className="run-head">
      <StateGlyph state={glyph} large silent />
      <div className="grow">
        <div className="row run-title">
          <h1 className="cut">{name ?? 'A flow that is gone'}</h1>
          <span className="muted mono" title={detail.event}>
            {eventName(detail.event)}
          </span>
          <span className={`tag is-${glyph}`}>{word}</span>
        </div>
        <div className="cap row run-facts">
          <span>
            {day.startsWith('Today') ? '' : `${day}, `}
            {formatTime(receivedAt)} from {remote}
          </span>
          <span className="mono cut" title={url}>
            {method} {shownAddress(url)}
          </span>
          <span>{formatBytes(size)}</span>
          {key !== undefined && <span className="cut">delivery id {key}</span>}
          {repeats > 0 && <span>delivered {repeats + 1} times</span>}
          {flow !== undefined && (
            <button
              type="button"
              className="link"
              onClick={() => {
                openFlow(flow).then(() => showParam(node));
              }}
            >
              at {node}
            </button>
          )}
          {run !== undefined && (
            <button type="button" className="link" onClick={() => showRun(run)}>
              Open the run it started
            </button>
          )}
          {of !== undefined && (
            <button type="button" className="link" onClick={() => showEvent(of)}>
              {state === 'repeated' ? 'repeats' : 'replay of'} {eventName(of)}
            </button>
          )}
        </div>
        {state !== 'started' && (
          <p className={reason === undefined ? 'event-about' : `runs-error event-reason is-${glyph}`}>
            {reason !== undefined && <b>{reason} </b>}
            {about}
          </p>
        )}
      </div>
      <div className="run-actions">
        <ReplayButton key={detail.event} entry={detail} />
      </div>
    </header>
  );
}

function Headers({ headers }: { headers: EventDetail['headers'] }) {
  const entries = Object.entries(headers);
  return (
    <section className="event-part" aria-label="Headers">
      <h2>Headers</h2>
      <dl className="event-headers" tabIndex={0}>
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt className="mono">{name}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Body({ detail }: { detail: EventDetail }) {
  const { body, cut } = detail;
  const parsed = useMemo(() => parsedBody(detail), [detail]);
  return (
    <section className="event-part event-body" aria-label="Body">
      <h2>
        Body
        {cut && <span className="cap">, its beginning: it is too large to show whole</span>}
      </h2>
      {body === undefined && <div className="empty">The body is no longer kept.</div>}
      {body === '' && <div className="empty">The call had no body.</div>}
      {body && parsed && <JsonView label="Body, JSON" value={parsed.value} cut={new Set()} />}
      {body && !parsed && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        <pre className="event-text" tabIndex={0}>
          {body}
        </pre>
      )}
    </section>
  );
}

/** The body as a value, where it is JSON and all of it is here. */
function parsedBody({ body, cut }: EventDetail): { value: unknown } | undefined {
  if (!body || cut || !/^\s*[[{"]/.test(body)) return undefined;
  try {
    return { value: JSON.parse(body) };
  } catch {
    return undefined;
  }
}

/** Reads an event, and again when the list says that something has become of it. */
function useDetail(event: string): { detail: EventDetail | undefined; failure: string | undefined } {
  const [detail, setDetail] = useState<EventDetail>();
  const [failure, setFailure] = useState<string>();
  const epoch = useConnection((connection) => connection.epoch);
  const news = useEvents(({ events }) => {
    const entry = events.find((each) => each.event === event);
    return `${entry?.state} ${entry?.repeats}`;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again on news and on a new connection
  useEffect(() => {
    const stop = new AbortController();
    readEvent(event, stop.signal).then(
      (found) => {
        if (stop.signal.aborted) return;
        setDetail(found);
        setFailure(undefined);
      },
      (thrown) => {
        if (stop.signal.aborted) return;
        const gone = codeOf(thrown) === 'NOT_FOUND';
        setFailure(gone ? 'This event is no longer kept.' : `It cannot be read: ${sentenceOf(thrown)}`);
      },
    );
    return () => stop.abort();
  }, [event, news, epoch]);
  return { detail: detail?.event === event ? detail : undefined, failure };
}
