import type { FormField } from '../form-model.ts';

/** What every control of a parameter gets. */
export interface ControlProps {
  field: FormField;
  value: unknown;
  /** Id of the control, for its label. */
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  onChange(value: unknown): void;
}
