import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { redoEdit, undoEdit } from '#renderer/document';
import { classes } from '#renderer/ui';
import { type EditorLanguage, editorExtensions, putField } from './editor-setup.ts';
import { aimAt, aimAway } from './insert-target.ts';
import { useScene } from './scene.ts';
import './expression.css';

interface CodeEditorProps {
  value: string;
  language: EditorLanguage;
  /** Several lines; else Enter does nothing. */
  lines?: boolean;
  /** Shown as an expression: coloured edge. */
  marked?: boolean;
  placeholder?: string;
  /** Accessible name, and what it is called where fields are put into it. */
  label: string;
  describedBy?: string | undefined;
  invalid?: boolean;
  autoFocus?: boolean;
  onChange(text: string): void;
}

/** A field for expressions, JSON or code, with completion from the data at hand. Takes dropped fields at the caret. */
export function CodeEditor(props: CodeEditorProps) {
  const { value, language, lines, marked, label, describedBy, invalid } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const scene = useScene();
  const latest = useRef({ props, scene });
  latest.current = { props, scene };
  const several = Boolean(lines) || value.includes('\n');

  useEffect(() => {
    if (!host.current) return;
    const target = {
      label,
      insert(path: readonly (string | number)[]) {
        const { from, to } = editor.state.selection.main;
        putField(editor, from, to, path, language);
      },
    };
    const path = () => latest.current.scene?.path;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.props.value,
        extensions: editorExtensions({
          language,
          lines: several,
          placeholder: latest.current.props.placeholder ?? '',
          attributes: {
            'aria-label': label,
            ...(several ? { 'aria-multiline': 'true' } : {}),
            spellcheck: 'false',
          },
          sources: () => latest.current.scene?.sources,
          undo: () => undoEdit(path() ?? ''),
          redo: () => redoEdit(path() ?? ''),
          changed: (text) => {
            if (text !== latest.current.props.value) latest.current.props.onChange(text);
          },
          focused: () => aimAt(target),
          left: () => undefined,
        }),
      }),
    });
    view.current = editor;
    if (latest.current.props.autoFocus) {
      editor.focus();
      editor.dispatch({ selection: { anchor: editor.state.doc.length } });
    }
    return () => {
      aimAway(target);
      editor.destroy();
    };
  }, [language, several, label]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    const anchor = Math.min(editor.state.selection.main.anchor, value.length);
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      selection: { anchor },
    });
  }, [value]);

  useEffect(() => {
    const content = view.current?.contentDOM;
    if (!content) return;
    if (describedBy) content.setAttribute('aria-describedby', describedBy);
    else content.removeAttribute('aria-describedby');
    content.setAttribute('aria-invalid', String(Boolean(invalid)));
  }, [describedBy, invalid]);

  return (
    <div
      ref={host}
      className={classes(
        'code-editor',
        several && 'code-lines',
        marked && 'code-marked',
        language === 'code' && 'code-plain',
      )}
    />
  );
}
