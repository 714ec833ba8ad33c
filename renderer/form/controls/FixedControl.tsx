import { CodeEditor } from '#renderer/expression';
import { placeholderOf } from '../form-model.ts';
import { ChoiceControl } from './ChoiceControl.tsx';
import { CronControl } from './CronControl.tsx';
import type { ControlProps } from './control.ts';
import { DurationControl } from './DurationControl.tsx';
import { JsonControl } from './JsonControl.tsx';
import { KeyValueControl } from './KeyValueControl.tsx';
import { NamesControl } from './NamesControl.tsx';
import { NumberControl } from './NumberControl.tsx';
import { TextControl } from './TextControl.tsx';
import { ToggleControl } from './ToggleControl.tsx';
import { ValueControl } from './ValueControl.tsx';

/** The control for a fixed value of a parameter that has no fields inside. */
export function FixedControl(props: ControlProps) {
  const { field, value, describedBy, invalid, onChange } = props;
  switch (field.kind) {
    case 'number':
      return <NumberControl {...props} />;
    case 'toggle':
      return <ToggleControl {...props} />;
    case 'choice':
      return <ChoiceControl {...props} />;
    case 'duration':
      return <DurationControl {...props} />;
    case 'cron':
      return <CronControl {...props} />;
    case 'names':
      return <NamesControl {...props} />;
    case 'keyValue':
      return <KeyValueControl {...props} />;
    case 'json':
      return <JsonControl {...props} />;
    case 'value':
      return <ValueControl {...props} />;
    case 'code':
      return (
        <CodeEditor
          language="code"
          lines
          label={field.label}
          value={typeof value === 'string' ? value : ''}
          placeholder={placeholderOf(field)}
          describedBy={describedBy}
          invalid={invalid}
          onChange={(text) => onChange(text === '' ? undefined : text)}
        />
      );
    default:
      return <TextControl {...props} />;
  }
}
