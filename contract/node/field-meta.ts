import { z } from 'zod';
import type { NodeDefinition } from './define-node.ts';
import type { FieldMeta } from './field.ts';

/** The parts of a form description that lead to a parameter. */
interface Form extends Partial<FieldMeta> {
  properties?: Record<string, Form>;
  items?: Form;
  additionalProperties?: Form | boolean;
}

const forms = new WeakMap<NodeDefinition, Form>();

/**
 * Form metadata of the parameter at a path like `['cases', 0, 'name']`, looking
 * through defaults and optionals; empty where there is none. What is inside of a
 * `literal` or `deferred` field is so, too.
 */
export function fieldMeta(
  definition: NodeDefinition,
  path: readonly (string | number)[],
): Readonly<Partial<FieldMeta>> {
  let form: Form | undefined = formOf(definition);
  let literal = false;
  let deferred = false;
  for (const key of path) {
    form = inside(form, key);
    literal ||= form?.literal === true;
    deferred ||= form?.deferred === true;
  }
  const { properties: _, items: __, additionalProperties: ___, ...meta } = form ?? {};
  return { ...meta, ...(literal ? { literal } : {}), ...(deferred ? { deferred } : {}) };
}

/** JSON Schema (2020-12) of a node type's parameters as a flow file holds them, with the form metadata in it. */
export function formOf(definition: NodeDefinition): Record<string, unknown> & Form {
  const known = forms.get(definition);
  if (known) return known as Record<string, unknown> & Form;
  const { $schema: _, ...form } = z.toJSONSchema(definition.params, { io: 'input', unrepresentable: 'any' });
  forms.set(definition, form as Form);
  return form as Record<string, unknown> & Form;
}

function inside(form: Form | undefined, key: string | number): Form | undefined {
  if (!form) return undefined;
  if (typeof key === 'number') return form.items;
  if (form.properties && Object.hasOwn(form.properties, key)) return form.properties[key];
  return typeof form.additionalProperties === 'object' ? form.additionalProperties : undefined;
}
