import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  startCompletion,
} from '@codemirror/autocomplete';
import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers, placeholder, tooltips } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { CompletionSources } from './complete.ts';
import { completionSource } from './completion-source.ts';
import { droppedField } from './field-drag.ts';
import { insertionAt } from './insert-field.ts';
import { jsonMarks } from './json-marks.ts';
import { templateMarks } from './template-marks.ts';

/** `template`: text with `{{ }}`; `json`: JSON with them; `code`: JavaScript. */
export type EditorLanguage = 'template' | 'json' | 'code';

export interface EditorSetup {
  language: EditorLanguage;
  /** Enter makes a new line. */
  lines: boolean;
  placeholder: string;
  attributes: Readonly<Record<string, string>>;
  sources(): CompletionSources | undefined;
  undo(): void;
  redo(): void;
  changed(text: string): void;
  focused(view: EditorView): void;
  left(): void;
}

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--code-bool)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--code-str)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-num)' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--code-key)' },
  { tag: [tags.comment], color: 'var(--text-3)', fontStyle: 'italic' },
]);

/** What the editor's own styles would else win over. */
const LOOK = EditorView.theme({
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'var(--accent-bg)',
  },
  '&.cm-focused .cm-matchingBracket': { background: 'var(--accent-bg)', borderRadius: '2px' },
});

/** Everything an editor of expressions or code is made of. Undo is the document's, so there is none of its own. */
export function editorExtensions(setup: EditorSetup): Extension[] {
  const { language, lines } = setup;
  const step = (run: () => void) => () => {
    run();
    return true;
  };
  return [
    keymap.of([
      { key: 'Mod-z', run: step(setup.undo), preventDefault: true },
      { key: 'Mod-Shift-z', run: step(setup.redo), preventDefault: true },
      { key: 'Mod-y', run: step(setup.redo), preventDefault: true },
      { key: 'Tab', run: acceptCompletion },
      { key: 'Alt-ArrowDown', run: startCompletion },
      ...completionKeymap,
      ...(lines ? [] : [{ key: 'Enter', run: () => true }]),
      ...closeBracketsKeymap,
      ...(language === 'code' ? [indentWithTab] : []),
      ...defaultKeymap,
    ]),
    LOOK,
    drawSelection(),
    // Before the closing of brackets, which would take the braces for its own.
    ...(language === 'code' ? [] : [wrapDollar]),
    closeBrackets(),
    bracketMatching(),
    EditorState.tabSize.of(2),
    ...(language === 'code' ? [javascript(), indentOnInput(), syntaxHighlighting(COLOURS)] : []),
    // Marks that come later stand inside of earlier ones: an expression's colour wins in a text.
    ...(language === 'json' ? [jsonMarks] : []),
    ...(language === 'code' ? [lineNumbers()] : [templateMarks, EditorView.lineWrapping]),
    ...(lines ? [] : [oneLine]),
    autocompletion({
      override: [completionSource(setup.sources, language === 'code')],
      icons: false,
      activateOnTyping: true,
      optionClass: ({ type }) => `suggest-${type ?? 'word'}`,
    }),
    tooltips({ position: 'fixed', parent: document.body }),
    placeholder(setup.placeholder),
    EditorView.contentAttributes.of({ ...setup.attributes }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) setup.changed(update.state.doc.toString());
      if (update.focusChanged) {
        if (update.view.hasFocus) setup.focused(update.view);
        else setup.left();
      }
    }),
    EditorView.domEventHandlers({ drop: (event, view) => dropField(event, view, language) }),
  ];
}

/** Line ends of pasted text become spaces. */
const oneLine = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || transaction.newDoc.lines <= 1) return transaction;
  const text = transaction.newDoc.toString().replace(/\s*\n\s*/g, ' ');
  return {
    changes: { from: 0, to: transaction.startState.doc.length, insert: text },
    selection: { anchor: text.length },
  };
});

/** A `$` typed into an empty field begins an expression; typed braces get their end. */
const wrapDollar = EditorView.inputHandler.of((view, from, to, text) => {
  const before = view.state.doc.toString();
  const left = before.slice(0, from) + before.slice(to);
  if (text === '$' && left.trim() === '') return write(view, 0, before.length, '{{ $ }}', 4);
  // The space that people type after the braces stands there already.
  const spaced = text === ' ' && from === to && before.slice(from - 3, from) === '{{ ';
  if (spaced && before.startsWith(' }}', to)) return true;
  const opens = text === '{' && before[from - 1] === '{' && before[from - 2] !== '{';
  if (!opens) return false;
  // The first brace was given its partner already.
  const end = before.slice(to, to + 1) === '}' ? to + 1 : to;
  return write(view, from - 1, end, '{{  }}', 3);
});

function write(view: EditorView, from: number, to: number, insert: string, caret: number): boolean {
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + caret },
    userEvent: 'input.type',
  });
  startCompletion(view);
  return true;
}

function dropField(event: DragEvent, view: EditorView, language: EditorLanguage): boolean {
  const path = droppedField(event.dataTransfer);
  if (!path) return false;
  event.preventDefault();
  const at = view.posAtCoords({ x: event.clientX, y: event.clientY }) ?? view.state.doc.length;
  putField(view, at, at, path, language);
  return true;
}

/** Writes a field into an editor and leaves the caret behind it. */
export function putField(
  view: EditorView,
  from: number,
  to: number,
  path: readonly (string | number)[],
  language: EditorLanguage,
): void {
  const text = view.state.doc.toString();
  const insert =
    language === 'code' ? insertionAt(`{{${text}}}`, from + 2, path) : insertionAt(text, from, path);
  view.focus();
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    scrollIntoView: true,
    userEvent: 'input.drop',
  });
}
