import type { NodeDescription } from '#contract/node';

/** One parameter as the reference tells it. */
export interface ParameterReference {
  /** `fields[].name` for what is inside lists. */
  name: string;
  /** What may be written: `text`, `count / sum / min`, `list`. */
  values: string;
  required: boolean;
  /** As JSON; undefined where there is none. */
  standard: string | undefined;
  help: string;
}

type Schema = Readonly<Record<string, unknown>>;

/** The parameters of a node type (or the fields of another form), nested ones after the list or object they are in. */
export function listParameters(description: Pick<NodeDescription, 'params'>): ParameterReference[] {
  return propertiesOf(description.params, '');
}

function propertiesOf(schema: Schema, prefix: string): ParameterReference[] {
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const required = (schema.required ?? []) as readonly string[];
  return Object.entries(properties).flatMap(([key, property]) => {
    const name = `${prefix}${key}`;
    const own: ParameterReference = {
      name,
      values: valuesOf(property),
      required: required.includes(key),
      standard: 'default' in property ? JSON.stringify(property.default) : undefined,
      help: helpOf(property),
    };
    const inside = property.type === 'array' ? (property.items as Schema | undefined) : property;
    return [own, ...propertiesOf(inside ?? {}, `${name}${property.type === 'array' ? '[].' : '.'}`)];
  });
}

/** The label, and where there is one, the sentence below the field. */
function helpOf({ label, help, unit }: Schema): string {
  const title = [label, ...(unit ? [`(${unit})`] : [])].filter(Boolean).join(' ');
  return [title, help].filter(Boolean).join('. ');
}

function valuesOf(schema: Schema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map(String).join(' / ');
  if ('const' in schema) return JSON.stringify(schema.const);
  const choices = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined;
  if (choices) return [...new Set(choices.map(valuesOf))].join(' or ');
  if (schema.editor === 'duration') return 'duration';
  if (schema.editor === 'expression') return 'any value';
  if (schema.type === 'array') {
    const items = valuesOf((schema.items ?? {}) as Schema);
    return items === 'any value' ? 'list' : `list of ${items}`;
  }
  const names: Record<string, string> = { string: 'text', boolean: 'true / false', integer: 'whole number' };
  return typeof schema.type === 'string' ? (names[schema.type] ?? schema.type) : 'any value';
}

/** `in` ports and `out` ports in words; empty where there are none. */
export function portsOf({ names, computed }: NodeDescription['inputs']): string {
  if (!computed) return names.join(', ');
  return [...names, 'as the parameters and edges say'].join(', ');
}

/** What a crash may do to a step of this type, in words. */
export const REPLAY_WORDS: Readonly<Record<NodeDescription['replay'], string>> = {
  pure: 'computed again after a crash',
  idempotent: 'repeated after a crash, which does no harm',
  once: 'never repeated blindly after a crash',
  computed: 'as the parameters say: what only reads is repeated after a crash, what writes is not',
};
