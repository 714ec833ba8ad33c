/** Key orders of the flow file: new keys take their place in them, present ones stay where they are. */
export const FLOW_KEYS: readonly string[] = [
  'flowbench',
  'id',
  'name',
  'description',
  'owner',
  'settings',
  'connections',
  'nodes',
  'edges',
  'view',
];
export const NODE_KEYS: readonly string[] = [
  'type',
  'version',
  'in',
  'name',
  'connection',
  'params',
  'onError',
  'retry',
  'timeout',
  'concurrency',
  'runOnEmpty',
  'disabled',
  'inDoubt',
  'notes',
];

/**
 * A copy of an object with one key set; undefined removes it. A new key goes
 * before the first key that `order` places after it.
 */
export function withKey<T extends object>(
  object: T,
  key: string,
  value: unknown,
  order: readonly string[],
): T {
  if (value === undefined) {
    const { [key]: _, ...rest } = object as Record<string, unknown>;
    return rest as T;
  }
  if (Object.hasOwn(object, key)) return { ...object, [key]: value };
  const rank = order.indexOf(key);
  const entries = Object.entries(object);
  const at = rank < 0 ? -1 : entries.findIndex(([other]) => order.indexOf(other) > rank);
  entries.splice(at < 0 ? entries.length : at, 0, [key, value]);
  return Object.fromEntries(entries) as T;
}
