import type { Flow } from '#contract/flow';
import { updateDocument } from './documents.ts';
import type { Moment } from './history.ts';

/** What stands where a secret was, in states that undo and redo lead back to. */
const FORGOTTEN = '(kept as a credential)';

/** A secret that was taken out of a parameter. */
export interface TakenSecret {
  node: string;
  path: readonly (string | number)[];
  /** The parameter's text as it was. */
  text: string;
  /** The secret as it stood in that text. */
  secret: string;
}

/**
 * Takes a secret out of all that undo and redo could bring back, after it was taken out of
 * the flow itself. Where the flow still has it at another place, only this place forgets it.
 */
export function forgetSecret(path: string, taken: TakenSecret): void {
  updateDocument(path, ({ history }) => {
    if (!history) return {};
    const still = JSON.stringify(history.flow).includes(JSON.stringify(taken.secret).slice(1, -1));
    const clean = (moment: Moment): Moment => {
      const flow = withoutSecret(moment.flow, taken, still);
      return flow === moment.flow ? moment : { ...moment, flow };
    };
    return { history: { ...history, past: history.past.map(clean), future: history.future.map(clean) } };
  });
}

/** A state of the flow without the secret; the very same where it was not in it. */
export function withoutSecret(flow: Flow, taken: TakenSecret, onlyHere: boolean): Flow {
  const before = taken.text.slice(0, taken.text.indexOf(taken.secret));
  const place = ['nodes', taken.node, 'params', ...taken.path].join('\0');
  const clean = (text: string, path: string): string => {
    if (path === place && text.startsWith(before)) {
      const typed = commonStart(text.slice(before.length), taken.secret);
      // Undo goes back letter by letter of what was typed slowly: a part of it is as good as gone, too.
      if (typed > 0) return `${before}${FORGOTTEN}${text.slice(before.length + typed)}`;
    }
    return onlyHere ? text : text.replaceAll(taken.secret, FORGOTTEN);
  };
  return mapTexts(flow, clean, '') as Flow;
}

function commonStart(text: string, other: string): number {
  let length = 0;
  while (length < text.length && text[length] === other[length]) length++;
  return length;
}

/** The same value where no text in it changes. */
function mapTexts(value: unknown, map: (text: string, path: string) => string, path: string): unknown {
  if (typeof value === 'string') return map(value, path);
  if (typeof value !== 'object' || value === null) return value;
  let changed = false;
  const entries = Object.entries(value).map(([key, inner]) => {
    const next = mapTexts(inner, map, path === '' ? key : `${path}\0${key}`);
    changed ||= next !== inner;
    return [key, next] as const;
  });
  if (!changed) return value;
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
