import { useEffect, useState } from 'react';
import { CodeEditor, hasTemplate } from '#renderer/expression';
import { placeholderOf } from '../form-model.ts';
import type { ControlProps } from './control.ts';

/** Lists and objects as JSON; texts in it may hold expressions. What is typed stays until it is JSON. */
export function JsonControl({ field, value, describedBy, invalid, onChange }: ControlProps) {
  const [draft, setDraft] = useState<{ text: string; of: string }>();
  const written = value === undefined ? '' : JSON.stringify(value, null, 2);
  const compact = JSON.stringify(value) ?? '';
  useEffect(() => {
    setDraft((now) => (now && now.of === compact ? now : undefined));
  }, [compact]);
  const problem = draft && draft.text.trim() !== '' ? jsonProblem(draft.text) : undefined;
  const change = (text: string) => {
    if (text.trim() === '') {
      setDraft({ text, of: '' });
      onChange(undefined);
      return;
    }
    const parsed = readJson(text);
    setDraft({ text, of: parsed === undefined ? compact : JSON.stringify(parsed) });
    if (parsed !== undefined) onChange(parsed);
  };
  return (
    <>
      <CodeEditor
        language="json"
        lines
        label={field.label}
        value={draft?.text ?? written}
        marked={hasTemplate(value)}
        placeholder={placeholderOf(field)}
        describedBy={describedBy}
        invalid={invalid || problem !== undefined}
        onChange={change}
      />
      {problem && <div className="field-error">{problem}</div>}
    </>
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (thrown) {
    return `Not JSON yet, so not taken over: ${thrown instanceof Error ? thrown.message : String(thrown)}.`;
  }
}
