import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  pickedCompletion,
} from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import { type CompletionSources, complete, type Suggestion } from './complete.ts';

/** Completion of templates (or, with `bare`, of code without braces) from what is known of the data now. */
export function completionSource(sources: () => CompletionSources | undefined, bare: boolean) {
  return (context: CompletionContext): CompletionResult | null => {
    const known = sources();
    if (!known) return null;
    const text = context.state.doc.toString();
    // Code is completed as if it stood between braces.
    const shift = bare ? 2 : 0;
    const found = complete(bare ? `{{${text}` : text, context.pos + shift, known);
    if (!found) return null;
    const from = found.from - shift;
    const typed = context.state.sliceDoc(from, context.pos);
    const before = context.state.sliceDoc(Math.max(0, from - 1), from);
    const asked = context.explicit || typed !== '' || before === '.' || /['"`]/.test(before);
    if (!asked) return null;
    const dotted = typed.startsWith('.');
    return {
      from,
      options: found.options.map((option) => completionOf(option, dotted)),
      validFor: /^[.$\w]*$/,
    };
  };
}

const TYPES: Readonly<Record<Suggestion['kind'], string>> = {
  field: 'property',
  word: 'variable',
  helper: 'method',
  node: 'class',
};

function completionOf(option: Suggestion, dotted: boolean): Completion {
  const order: Readonly<Record<Suggestion['kind'], number>> = { field: 3, node: 3, word: 2, helper: 1 };
  return {
    // What was typed so far begins with the dot where names in brackets are among the choices.
    label: dotted ? `.${option.label}` : option.label,
    displayLabel: option.label,
    type: TYPES[option.kind],
    detail: option.detail,
    ...(option.doc === undefined ? {} : { info: option.doc }),
    boost: order[option.kind],
    apply: (view, completion, from, to) => put(view, completion, option.insert, from, to),
  };
}

function put(view: EditorView, completion: Completion, insert: string, from: number, to: number): void {
  const caret = insert.indexOf('|');
  const text = insert.replace('|', '');
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: from + (caret < 0 ? text.length : caret) },
    annotations: pickedCompletion.of(completion),
    userEvent: 'input.complete',
  });
}
