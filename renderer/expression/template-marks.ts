import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import { templateRanges } from './template.ts';

const CODE = Decoration.mark({ class: 'tpl-code' });
const BRACE = Decoration.mark({ class: 'tpl-brace' });
const TOKENS = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\$[\w$]*|\b\d+(?:\.\d+)?\b/g;

/** Sets the `{{ … }}` of a template off from its text. */
export const templateMarks = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = marks(view.state.doc.toString());
    }
    update(update: ViewUpdate) {
      if (update.docChanged) this.decorations = marks(update.state.doc.toString());
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** Templates longer than this are shown without marks: they are data, not something one writes. */
const LONGEST = 50_000;

function marks(text: string): DecorationSet {
  if (text.length > LONGEST) return Decoration.none;
  return Decoration.set(
    templateRanges(text).flatMap(({ from, codeFrom, codeTo, to }) => [
      CODE.range(from, to),
      BRACE.range(from, codeFrom),
      ...[...text.slice(codeFrom, codeTo).matchAll(TOKENS)].map((match) => {
        const start = codeFrom + match.index;
        return tokenMark(match[0]).range(start, start + match[0].length);
      }),
      ...(to > codeTo ? [BRACE.range(codeTo, to)] : []),
    ]),
    true,
  );
}

const TOKEN_MARKS = {
  root: Decoration.mark({ class: 'tpl-root' }),
  text: Decoration.mark({ class: 'tpl-text' }),
  number: Decoration.mark({ class: 'tpl-number' }),
};

function tokenMark(token: string): Decoration {
  if (token.startsWith('$')) return TOKEN_MARKS.root;
  return /^\d/.test(token) ? TOKEN_MARKS.number : TOKEN_MARKS.text;
}
