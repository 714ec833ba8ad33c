import { type DragEvent, useId, useState } from 'react';
import { formatPath } from '#contract/flow';
import {
  CodeEditor,
  dottedPath,
  droppedField,
  type FieldPath,
  fieldTemplate,
  hasTemplate,
  InsertFieldButton,
  isFieldDrag,
  PreviewLine,
  usePreview,
  useScene,
  withField,
} from '#renderer/expression';
import { classes } from '#renderer/ui';
import { FixedControl } from './controls/FixedControl.tsx';
import { asExpression, asFixed, hasModes, type Mode, modeOf } from './field-mode.ts';
import type { FieldKind, FormField } from './form-model.ts';
import { useInspected, useSetParam } from './inspector-context.ts';
import { LargeEditorButton } from './LargeEditorButton.tsx';
import { ModeSwitch } from './ModeSwitch.tsx';
import { problemsAt } from './node-problems.ts';
import { ObjectsField } from './ObjectsField.tsx';
import { ParamFields } from './ParamFields.tsx';
import { ProblemLines } from './ProblemLines.tsx';

interface ParamFieldProps {
  field: FormField;
  path: readonly (string | number)[];
  value: unknown;
}

/** A parameter: label, switch, control, what it gives, what is wrong. */
export function ParamField(props: ParamFieldProps) {
  if (props.field.kind === 'group') return <GroupField {...props} />;
  if (props.field.kind === 'objects' && typeof props.value !== 'string') return <ObjectsField {...props} />;
  return <SingleField {...props} />;
}

function GroupField({ field, path, value }: ParamFieldProps) {
  const values = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const { problems } = useInspected();
  // A group that is not set needs nothing: it begins with the fields that it could not do without.
  const first = value === undefined ? field.fields.filter(({ required }) => required) : [];
  const fields = first.length > 0 ? first.map((inner) => ({ ...inner, required: false })) : field.fields;
  return (
    <fieldset className="param-group" data-param={formatPath(path)}>
      <legend>{field.label}</legend>
      {field.help && <p className="field-hint">{field.help}</p>}
      <ProblemLines problems={problemsAt(problems, path, field.kind)} />
      <ParamFields fields={fields} path={path} values={values} />
    </fieldset>
  );
}

function SingleField({ field, path, value }: ParamFieldProps) {
  const id = useId();
  const [chosen, setChosen] = useState<Mode>();
  const [fresh, setFresh] = useState(false);
  const set = useSetParam();
  const scene = useScene();
  const { problems } = useInspected();
  const here = problemsAt(problems, path, field.kind);
  const mode = modeOf(field, value, chosen);
  const given = usePreview(scene, mode === 'expression' ? value : undefined);
  const about = `${id}-about`;
  const describedBy = here.length > 0 || field.help ? about : undefined;
  const change = (next: unknown) => {
    // Braces typed into a fixed text begin an expression: the caret goes on there.
    if (mode === 'fixed' && typeof next === 'string' && hasTemplate(next) && hasModes(field)) setFresh(true);
    set(path, next);
  };
  const insert = (from: FieldPath) => {
    if (field.takesName) set(path, dottedPath(from));
    else if (field.kind === 'names') set(path, [...(Array.isArray(value) ? value : []), dottedPath(from)]);
    else if (!field.literal) set(path, isTextual(field) ? withField(value ?? '', from) : fieldTemplate(from));
  };
  const switchTo = (next: Mode) => {
    setChosen(next);
    setFresh(next === 'expression');
    const result = given?.result.ok && !given.old ? given.result.value : undefined;
    const changed = next === 'expression' ? asExpression(field, value) : asFixed(field, value, result);
    if (changed !== value) set(path, changed);
  };
  const drop = useFieldDrop(insert);
  const inline = field.kind === 'toggle' && mode === 'fixed';
  const control =
    mode === 'expression' ? (
      <CodeEditor
        language="template"
        lines={field.kind === 'multiline'}
        marked
        autoFocus={fresh}
        label={field.label}
        value={typeof value === 'string' ? value : ''}
        placeholder={field.placeholder?.includes('{{') ? field.placeholder : '{{ $json… }}'}
        describedBy={describedBy}
        invalid={here.length > 0}
        onChange={(text) => {
          // Whatever is in it for the moment, the editor one types in stays.
          setChosen('expression');
          set(path, text === '' ? undefined : text);
        }}
      />
    ) : (
      <FixedControl
        field={field}
        value={value}
        id={id}
        describedBy={describedBy}
        invalid={here.length > 0}
        onChange={change}
      />
    );
  return (
    <div
      className={classes(
        'param',
        inline && 'param-inline',
        here.length > 0 && 'has-error',
        drop.over && 'is-over',
      )}
      data-param={formatPath(path)}
      {...drop.handlers}
    >
      <div className="field-label">
        <label htmlFor={id} title={field.help}>
          {field.label}
        </label>
        {field.required && value === undefined && <span className="needed">needed</span>}
        {field.unit && field.kind !== 'number' && <span className="cap">{field.unit}</span>}
        <span className="grow" />
        {!field.literal && field.kind !== 'toggle' && field.kind !== 'choice' && (
          <InsertFieldButton label={field.label} onInsert={insert} />
        )}
        {(field.kind === 'code' || (mode === 'expression' && isTextual(field))) && (
          <LargeEditorButton
            label={field.label}
            value={typeof value === 'string' ? value : ''}
            language={field.kind === 'code' ? 'code' : 'template'}
            onChange={(text) => set(path, text === '' ? undefined : text)}
          />
        )}
        {hasModes(field) && (
          <ModeSwitch label={field.label} mode={mode} quiet={QUIET.has(field.kind)} onChange={switchTo} />
        )}
        {inline && control}
      </div>
      {!inline && control}
      {hasModes(field) && <TextNote value={value} mode={mode} onWrap={(text) => set(path, text)} />}
      {!field.literal && <PreviewLine value={value} />}
      <div id={about}>
        <ProblemLines problems={here} />
        {here.length === 0 && field.help && <div className="field-hint">{field.help}</div>}
      </div>
    </div>
  );
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

/** Says that a text without braces is only a text: the commonest slip of all. */
function TextNote(props: { value: unknown; mode: Mode; onWrap(text: string): void }) {
  const { value, mode, onWrap } = props;
  if (typeof value !== 'string' || value.trim() === '' || hasTemplate(value)) return null;
  if (mode === 'fixed' && !/^\s*!?\$(?:json|input|now|today|binary|iteration|vars|run|flow|\()/.test(value))
    return null;
  return (
    <div className="field-note">
      Taken as text: there is no {'{{ }}'} in it.
      <button type="button" className="link" onClick={() => onWrap(`{{ ${value} }}`)}>
        Make it an expression
      </button>
    </div>
  );
}

function isTextual({ kind }: FormField): boolean {
  return kind === 'text' || kind === 'multiline' || kind === 'url' || kind === 'path' || kind === 'value';
}

/** A field of the data dropped anywhere on a parameter goes into it; a code editor takes it at the caret itself. */
function useFieldDrop(insert: (path: FieldPath) => void) {
  const [over, setOver] = useState(false);
  const handlers = {
    onDragOver: (event: DragEvent) => {
      if (!isFieldDrag(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      const path = droppedField(event.dataTransfer);
      if (!path || event.defaultPrevented) return;
      event.preventDefault();
      insert(path);
    },
  };
  return { over, handlers };
}
