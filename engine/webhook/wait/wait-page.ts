import type { WaitAnswer } from '#contract/run';
import type { Reply } from '../listen/index.ts';
import { escapeHtml, lines, page } from '../page.ts';
import type { WaitState } from './wait-state.ts';

/** Characters that a comment may have. */
export const LONGEST_COMMENT = 10_000;

type Waiting = Extract<WaitState, { is: 'waiting' }>;

/** What the page shows again after something was wrong with what came. */
export interface Mistake {
  comment: string;
  trouble: string;
}

/** Asks for an approval, or says how a call is to be sent. */
export function askPage(state: Waiting, mistake?: Mistake): Reply {
  const message = state.message === undefined ? '' : `<p>${lines(state.message)}</p>`;
  const about = `<p class="help">${escapeHtml(state.flow)}</p>\n${message}`;
  if (state.for === 'call') {
    return page(
      200,
      state.node,
      `${about}\n<p>The flow goes on when a call comes to this address by POST, PUT or PATCH.</p>`,
    );
  }
  const alert = mistake && `<div role="alert" class="trouble"><p>${escapeHtml(mistake.trouble)}</p></div>`;
  return page(
    mistake ? 422 : 200,
    state.node,
    `${about}
${alert ?? ''}
<form method="post">
<div class="field"><label for="comment">Comment <small>(optional)</small></label><textarea id="comment" name="comment" rows="4" maxlength="${LONGEST_COMMENT}">${escapeHtml(mistake?.comment ?? '')}</textarea></div>
<div class="buttons"><button name="answer" value="approved">Approve</button>
<button name="answer" value="rejected" class="second">Reject</button></div>
</form>`,
  );
}

/** Says that the answer has been taken; it is on disk. */
export function takenPage({ flow, node }: Waiting, approved: boolean): Reply {
  const said = approved ? 'You approved.' : 'You rejected.';
  return page(
    200,
    node,
    `<p class="help">${escapeHtml(flow)}</p>\n<p role="status">${said} The flow goes on. You may close this page.</p>`,
  );
}

/** Says why there is nothing to answer here. */
export function overPage(state: Exclude<WaitState, Waiting>): Reply {
  const { status, title, text } = overWords(state);
  const reply = page(status, title, `<p role="status">${text}</p>`);
  return status === 503 ? { ...reply, headers: { ...reply.headers, 'retry-after': '5' } } : reply;
}

/** The same in words, for callers as for people. */
export function overWords(state: Exclude<WaitState, Waiting>): {
  status: number;
  code: string;
  title: string;
  text: string;
} {
  switch (state.is) {
    case 'answered':
      return state.answer.by === 'time'
        ? { status: 410, code: 'EXPIRED', title: 'Too late', text: 'The time for an answer is up.' }
        : { status: 409, code: 'ANSWERED', title: 'Already answered', text: answeredText(state.answer) };
    case 'ended':
      return {
        status: 410,
        code: 'ENDED',
        title: 'No longer needed',
        text: 'The run has ended without an answer.',
      };
    case 'early':
      return {
        status: 503,
        code: 'NOT_YET',
        title: 'Not yet',
        text: 'The flow has not got here yet. Try again in a few seconds.',
      };
  }
}

function answeredText(answer: WaitAnswer): string {
  if (answer.by !== 'approval') return 'The answer was there before. Nothing more is needed.';
  return `Somebody ${answer.approved ? 'approved' : 'rejected'} this before. Nothing more is needed.`;
}
