import { z } from 'zod';

export type ConnectionGroup = 'web' | 'database' | 'mail' | 'queue' | 'remote';

/** What a connection type asks for, and how it is shown. What it does with it is the engine's business. */
export interface ConnectionTypeForm<F extends z.ZodObject = z.ZodObject> {
  /** `group.name`, for example `http.bearer`. Part of the file format. */
  type: string;
  title: string;
  /** One sentence for the list of types. */
  summary: string;
  /** Name of a lucide icon. */
  icon: string;
  group: ConnectionGroup;
  /** Markdown: where to get what is asked for. */
  docs?: string;
  /** At once the type, the validation and the form; secrets are made with `field.secret`. */
  fields: F;
  /** The user signs in in a browser before it can be used (OAuth 2.0), with the grant that is chosen. */
  signIn?: boolean;
}

/** A connection type as JSON: what the app, the command line and the docs know of it. */
export interface ConnectionTypeDescription extends Omit<ConnectionTypeForm, 'fields'> {
  /** JSON Schema (2020-12) of the fields; `FieldMeta` stands in each property, `secret` among it. */
  fields: Record<string, unknown>;
}

/** Describes a connection type without its code: survives a round trip through JSON. */
export function describeConnectionType(form: ConnectionTypeForm): ConnectionTypeDescription {
  const { type, title, summary, icon, group, docs, signIn } = form;
  const { $schema: _, ...fields } = z.toJSONSchema(form.fields, { io: 'input', unrepresentable: 'any' });
  return {
    type,
    title,
    summary,
    icon,
    group,
    ...(docs === undefined ? {} : { docs }),
    ...(signIn === undefined ? {} : { signIn }),
    fields,
  };
}

/** Names of the fields whose values are secret. */
export function secretFields({ fields }: ConnectionTypeDescription): readonly string[] {
  const { properties = {} } = fields as { properties?: Record<string, { secret?: boolean }> };
  return Object.keys(properties).filter((name) => properties[name]?.secret === true);
}
