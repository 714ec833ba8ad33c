import type { ReactNode } from 'react';
import { type FieldPath, InsertFieldButton } from '#renderer/expression';
import type { FieldKind, FormField } from '#renderer/form';
import { hasModes, isTextual, type Mode } from './field-mode.ts';
import { LargeEditorButton } from './LargeEditorButton.tsx';
import { ModeSwitch } from './ModeSwitch.tsx';

interface FieldLabelProps {
  field: FormField;
  /** Id of the control. */
  id: string;
  value: unknown;
  mode: Mode;
  onInsert(path: FieldPath): void;
  onMode(mode: Mode): void;
  onText(text: string): void;
  /** A control so small that it stands here. */
  children?: ReactNode;
}

/** Kinds that rarely are expressions: their switch shows itself when one comes near. */
const QUIET: ReadonlySet<FieldKind> = new Set([
  'choice',
  'toggle',
  'number',
  'duration',
  'cron',
  'names',
  'flow',
  'keyValue',
]);

/** The line above a control: its name, and what can be done with it. */
export function FieldLabel(props: FieldLabelProps) {
  const { field, id, value, mode, onInsert, onMode, onText, children } = props;
  const { label, kind } = field;
  const takesFields = !field.literal && kind !== 'toggle' && kind !== 'choice';
  const isLong = kind === 'code' || (mode === 'expression' && isTextual(field));
  return (
    <div className="field-label">
      <label htmlFor={id} title={field.help}>
        {label}
      </label>
      {field.required && value === undefined && <span className="needed">needed</span>}
      {field.unit && kind !== 'number' && <span className="cap">{field.unit}</span>}
      <span className="grow" />
      {takesFields && <InsertFieldButton label={label} onInsert={onInsert} />}
      {isLong && (
        <LargeEditorButton
          label={label}
          value={typeof value === 'string' ? value : ''}
          language={kind === 'code' ? 'code' : 'template'}
          onChange={onText}
        />
      )}
      {hasModes(field) && <ModeSwitch label={label} mode={mode} quiet={QUIET.has(kind)} onChange={onMode} />}
      {children}
    </div>
  );
}
