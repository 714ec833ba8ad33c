import { Link } from 'lucide-react';
import { useState } from 'react';
import type { Wait } from '#contract/run';
import { engine, sentenceOf } from '#renderer/api';
import { Button, formatMs, plural, StateGlyph, tellFailure, useToasts } from '#renderer/ui';
import { indicesOf, type OpenStep } from '../model/index.ts';
import { waitText } from '../waterfall/words.ts';
import { isGoing, type RunView } from './run-view.ts';

type Answer = 'approved' | 'rejected' | 'retry' | 'skip' | 'done';

/** Waits shown one by one; of more, only how many. */
const MOST_SHOWN = 20;

/** What the run waits for a person to say. */
export function Waits({ view }: { view: RunView }) {
  if (!isGoing(view)) return null;
  const asked = [...view.model.open.values()].filter(({ wait }) => isAsked(wait?.wait));
  if (asked.length === 0) return null;
  return (
    <ul className="run-waits" aria-label="Waits for an answer">
      {asked.slice(0, MOST_SHOWN).map((step) => (
        <WaitRow key={step.key} view={view} step={step} />
      ))}
      {asked.length > MOST_SHOWN && (
        <li className="cap">{plural(asked.length - MOST_SHOWN, 'more step')} wait for an answer.</li>
      )}
    </ul>
  );
}

function isAsked(wait: Wait | undefined): boolean {
  return wait?.for === 'approval' || wait?.for === 'call' || wait?.for === 'decision';
}

function WaitRow({ view, step }: { view: RunView; step: OpenStep }) {
  const [comment, setComment] = useState('');
  const [sent, setSent] = useState(false);
  const { wait } = step;
  if (!wait) return null;
  const name = view.nameOf(step.track.id);
  const index = indicesOf(step.key)
    .map((nr) => `[${nr}]`)
    .join('');
  const { for: reason } = wait.wait;
  const doubt = reason === 'decision';
  const answer = async (given: Answer) => {
    setSent(true);
    const said = comment.trim();
    try {
      const { answered } = await engine.runs.answer({
        run: view.run,
        step: step.key,
        answer: given,
        ...(said === '' ? {} : { comment: said }),
      });
      if (!answered) tellFailure(`${name} does not wait for this answer any more.`);
    } catch (thrown) {
      tellFailure(`The answer did not arrive: ${sentenceOf(thrown)}`);
    } finally {
      setSent(false);
    }
  };
  return (
    <li className={doubt ? 'run-doubt' : undefined}>
      <StateGlyph state={doubt ? 'doubt' : 'waiting'} silent />
      <span className="grow">
        <b>
          {name} {index && <span className="mono">{index}</span>}
        </b>{' '}
        {doubt
          ? 'had begun when the engine stopped. Nobody knows whether it happened.'
          : `waits for ${waitText(wait.wait)}, ${formatMs(Math.max(0, view.now - wait.since))} so far.`}
      </span>
      {!doubt && <CopyLink run={view.run} step={step.key} name={name} />}
      {doubt && (
        <>
          <Button small disabled={sent} onClick={() => answer('retry')}>
            Do it again
          </Button>
          <Button small disabled={sent} onClick={() => answer('skip')}>
            Leave it out
          </Button>
          <Button small disabled={sent} onClick={() => answer('done')}>
            It happened
          </Button>
        </>
      )}
      {reason === 'approval' && (
        <>
          <input
            className="input input-soft run-comment"
            aria-label={`Comment on ${name}`}
            placeholder="Comment"
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
          <Button small look="primary" disabled={sent} onClick={() => answer('approved')}>
            Approve
          </Button>
          <Button small look="danger" disabled={sent} onClick={() => answer('rejected')}>
            Reject
          </Button>
        </>
      )}
    </li>
  );
}

/** Takes the address at which the step is answered to somewhere else. */
function CopyLink({ run, step, name }: { run: string; step: string; name: string }) {
  const copy = async () => {
    try {
      const { url } = await engine.runs.link({ run, step });
      await navigator.clipboard.writeText(url);
      useToasts.getState().show({ state: 'done', text: `The link to answer ${name} is copied` });
    } catch (thrown) {
      tellFailure(`The link was not copied: ${sentenceOf(thrown)}`);
    }
  };
  return (
    <Button small onClick={copy}>
      <Link size={13} aria-hidden />
      Copy link
    </Button>
  );
}
