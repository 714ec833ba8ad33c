import type { ConnectionGroup, ConnectionPreset, ConnectionTypeDescription } from '#contract/connection';

/** Something a credential can be for: a service whose settings are known, or a way to sign in. */
export interface Kind {
  type: ConnectionTypeDescription;
  preset: ConnectionPreset | undefined;
  title: string;
  /** Below the title. */
  note: string;
}

const GROUPS: readonly { id: ConnectionGroup; title: string }[] = [
  { id: 'web', title: 'Any web service' },
  { id: 'database', title: 'Databases' },
  { id: 'mail', title: 'Mail' },
  { id: 'queue', title: 'Queues and streams' },
  { id: 'remote', title: 'Other machines' },
];

/** Services, then ways to sign in by group: what is offered before anything is searched. */
export function kindGroups(
  types: ReadonlyMap<string, ConnectionTypeDescription>,
  presets: readonly ConnectionPreset[],
  wanted: readonly string[] | undefined,
): { title: string; kinds: readonly Kind[] }[] {
  const fitting = [...types.values()].filter(({ type }) => wanted?.includes(type) ?? true);
  const services = presets.flatMap((preset): Kind[] => {
    const type = fitting.find((each) => each.type === preset.type);
    return type ? [{ type, preset, title: preset.title, note: type.title }] : [];
  });
  const ways = GROUPS.map(({ id, title }) => ({
    title,
    kinds: fitting
      .filter(({ group }) => group === id)
      .map((type): Kind => ({ type, preset: undefined, title: type.title, note: type.summary })),
  }));
  return [{ title: 'Services', kinds: services }, ...ways].filter(({ kinds }) => kinds.length > 0);
}

/** Kinds with every word somewhere; those whose title begins with what was typed come first. */
export function searchKinds(kinds: readonly Kind[], search: string): readonly Kind[] {
  const text = search.trim().toLowerCase();
  const words = text.split(/\s+/);
  const found = kinds.filter(({ title, note, type, preset }) => {
    const all = `${title} ${note} ${type.type} ${preset?.id ?? ''}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  const begins = ({ title }: Kind) => title.toLowerCase().startsWith(text);
  return [...found.filter(begins), ...found.filter((kind) => !begins(kind))];
}
