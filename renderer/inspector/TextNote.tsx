import { hasTemplate } from '#renderer/expression';
import type { Mode } from './field-mode.ts';

interface TextNoteProps {
  value: unknown;
  mode: Mode;
  onWrap(text: string): void;
}

const LOOKS_COMPUTED = /^\s*!?\$(?:json|input|now|today|binary|iteration|vars|run|flow|\()/;

/** Says that a text without braces is only a text: the commonest slip of all. */
export function TextNote({ value, mode, onWrap }: TextNoteProps) {
  if (typeof value !== 'string' || value.trim() === '' || hasTemplate(value)) return null;
  if (mode === 'fixed' && !LOOKS_COMPUTED.test(value)) return null;
  return (
    <div className="field-note">
      Taken as text: there is no {'{{ }}'} in it.
      <button type="button" className="link" onClick={() => onWrap(`{{ ${value} }}`)}>
        Make it an expression
      </button>
    </div>
  );
}
