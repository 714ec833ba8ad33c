import { useId, useState } from 'react';
import { formatPath } from '#contract/flow';
import { MoveSecretButton } from '#renderer/connections';
import {
  CodeEditor,
  dottedPath,
  type FieldPath,
  fieldTemplate,
  hasTemplate,
  PreviewLine,
  usePreview,
  useScene,
  withField,
} from '#renderer/expression';
import { FixedControl, type FormField, ProblemLines } from '#renderer/form';
import { classes } from '#renderer/ui';
import { FieldLabel } from './FieldLabel.tsx';
import { asExpression, asFixed, hasModes, isTextual, type Mode, modeOf } from './field-mode.ts';
import { useInspected, useSetParam } from './inspector-context.ts';
import { problemsAt } from './node-problems.ts';
import { TextNote } from './TextNote.tsx';
import { useFieldDrop } from './use-field-drop.ts';

interface SingleFieldProps {
  field: FormField;
  path: readonly (string | number)[];
  value: unknown;
}

/** A parameter with one value: label, switch, control, what it gives, what is wrong. */
export function SingleField({ field, path, value }: SingleFieldProps) {
  const id = useId();
  const [chosen, setChosen] = useState<Mode>();
  const [fresh, setFresh] = useState(false);
  const set = useSetParam();
  const { path: file, problems } = useInspected();
  const here = problemsAt(problems, path, field.kind);
  const isWrong = here.some(({ severity }) => severity === 'error');
  const mode = modeOf(field, value, chosen);
  const given = usePreview(useScene(), field.literal ? undefined : value);
  const setText = (text: string) => set(path, text === '' ? undefined : text);
  const insert = (from: FieldPath) => {
    const next = withInserted(field, value, from);
    if (next !== undefined) set(path, next);
  };
  const drop = useFieldDrop(insert);
  const switchTo = (next: Mode) => {
    setChosen(next);
    setFresh(next === 'expression');
    const result = given?.result.ok && !given.old ? given.result.value : undefined;
    const changed = next === 'expression' ? asExpression(field, value) : asFixed(field, value, result);
    if (changed !== value) set(path, changed);
  };
  const about = `${id}-about`;
  const describing = {
    describedBy: here.length > 0 || field.help ? about : undefined,
    invalid: isWrong,
  };
  const control =
    mode === 'expression' ? (
      <CodeEditor
        {...describing}
        language="template"
        lines={field.kind === 'multiline'}
        marked
        autoFocus={fresh}
        label={field.label}
        value={typeof value === 'string' ? value : ''}
        placeholder={field.placeholder?.includes('{{') ? field.placeholder : '{{ $json… }}'}
        onChange={(text) => {
          // Whatever is in it for the moment, the editor one types in stays.
          setChosen('expression');
          setText(text);
        }}
      />
    ) : (
      <FixedControl
        {...describing}
        field={field}
        value={value}
        id={id}
        onChange={(next) => {
          // Braces typed into a fixed text begin an expression: the caret goes on there.
          if (typeof next === 'string' && hasTemplate(next) && hasModes(field)) setFresh(true);
          set(path, next);
        }}
      />
    );
  const inline = field.kind === 'toggle' && mode === 'fixed';
  return (
    <div
      className={classes('param', inline && 'param-inline', isWrong && 'has-error', drop.over && 'is-over')}
      data-param={formatPath(path)}
      {...drop.handlers}
    >
      <FieldLabel
        field={field}
        id={id}
        value={value}
        mode={mode}
        onInsert={insert}
        onMode={switchTo}
        onText={setText}
      >
        {inline && control}
      </FieldLabel>
      {!inline && control}
      {hasModes(field) && <TextNote value={value} mode={mode} onWrap={setText} />}
      <PreviewLine preview={given} />
      <div id={about}>
        <ProblemLines
          problems={here}
          helpWith={(problem) => <MoveSecretButton path={file} problem={problem} />}
        />
        {here.length === 0 && field.help && <div className="field-hint">{field.help}</div>}
      </div>
    </div>
  );
}

/** The value with a field of the data put in; undefined where the parameter takes none. */
function withInserted(field: FormField, value: unknown, from: FieldPath): unknown {
  if (field.takesName) return dottedPath(from);
  if (field.kind === 'names') return [...(Array.isArray(value) ? value : []), dottedPath(from)];
  if (field.literal) return undefined;
  return isTextual(field) ? withField(value ?? '', from) : fieldTemplate(from);
}
