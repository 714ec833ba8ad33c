import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';

const TOKENS = /"(?:[^"\\\n]|\\.)*"(\s*:)?|\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b/g;
const LONGEST = 50_000;

const MARKS = {
  key: Decoration.mark({ class: 'json-key' }),
  text: Decoration.mark({ class: 'json-text' }),
  number: Decoration.mark({ class: 'json-number' }),
  word: Decoration.mark({ class: 'json-bool' }),
};

/** Colours of JSON; whether it is JSON does not matter, so half-typed text is coloured too. */
export const jsonMarks = ViewPlugin.fromClass(
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

function marks(text: string): DecorationSet {
  if (text.length > LONGEST) return Decoration.none;
  return Decoration.set(
    [...text.matchAll(TOKENS)].map((match) => {
      const length = match[0].length - (match[1]?.length ?? 0);
      return markOf(match[0], match[1] !== undefined).range(match.index, match.index + length);
    }),
  );
}

function markOf(token: string, isKey: boolean): Decoration {
  if (token.startsWith('"')) return isKey ? MARKS.key : MARKS.text;
  return /^[tfn]/.test(token) ? MARKS.word : MARKS.number;
}
