/**
 * A copy of a tree with the value at a path set; undefined removes the key or the
 * list entry. Missing objects and lists on the way come to be.
 */
export function setPath(tree: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const list = Array.isArray(tree) ? [...tree] : [];
    const next = setPath(list[key], rest, value);
    if (next === undefined) list.splice(key, 1);
    else list[key] = next;
    return list;
  }
  const object = typeof tree === 'object' && tree !== null && !Array.isArray(tree) ? tree : {};
  const old = (object as Record<string, unknown>)[key];
  const next = setPath(old, rest, value);
  if (next === undefined) {
    const { [key]: _, ...others } = object as Record<string, unknown>;
    return others;
  }
  return { ...object, [key]: next };
}

/** The value at a path of a tree; undefined where it leads nowhere. */
export function getPath(tree: unknown, path: readonly (string | number)[]): unknown {
  let value = tree;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/**
 * What has to be removed to remove what is at a path: a group goes with the last thing in it; an
 * entry of a list stays until it is removed itself.
 */
export function emptiedPath(tree: unknown, path: readonly (string | number)[]): readonly (string | number)[] {
  const around = path.slice(0, -1);
  if (around.length === 0 || typeof around.at(-1) === 'number' || typeof path.at(-1) === 'number')
    return path;
  const group = getPath(tree, around);
  const last =
    typeof group === 'object' && group !== null && Object.keys(group).every((key) => key === path.at(-1));
  return last ? emptiedPath(tree, around) : path;
}
