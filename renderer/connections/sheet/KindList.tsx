import { Command } from 'cmdk';
import type { ConnectionGroup, ConnectionPreset, ConnectionTypeDescription } from '#contract/connection';
import { CredentialTile } from '../CredentialTile.tsx';
import { useConnections } from '../state/store.ts';

interface KindListProps {
  /** Connection types that fit; all where it is not said. */
  wanted: readonly string[] | undefined;
  onChoose(type: ConnectionTypeDescription, preset: ConnectionPreset | undefined): void;
}

const GROUPS: readonly { id: ConnectionGroup; title: string }[] = [
  { id: 'web', title: 'Any web service' },
  { id: 'database', title: 'Databases' },
  { id: 'mail', title: 'Mail' },
  { id: 'remote', title: 'Other machines' },
];

/** Services whose settings are known, and every way to sign in: searched by typing, chosen by keys. */
export function KindList({ wanted, onChoose }: KindListProps) {
  const { types, presets } = useConnections();
  const fits = (type: string) => types.has(type) && (wanted?.includes(type) ?? true);
  const all = [...types.values()].filter(({ type }) => fits(type));
  const services = presets.filter(({ type }) => fits(type));
  return (
    <Command className="kinds" label="Service or way to sign in" filter={hasAllWords}>
      <Command.Input className="input" placeholder="Search, for example GitHub or API key" autoFocus />
      <Command.List>
        <Command.Empty>
          Nothing is called that. A service that is not listed mostly takes a bearer token or an API key.
        </Command.Empty>
        {services.length > 0 && (
          <Command.Group heading="Services">
            {services.map((preset) => (
              <Command.Item
                key={preset.id}
                value={`${preset.title} ${preset.id} ${types.get(preset.type)?.title ?? ''} service`}
                onSelect={() => {
                  const type = types.get(preset.type);
                  if (type) onChoose(type, preset);
                }}
              >
                <CredentialTile large type={preset.type} preset={preset.id} />
                <span>
                  {preset.title}
                  <span className="cap">{types.get(preset.type)?.title}</span>
                </span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {GROUPS.map(({ id, title }) => {
          const group = all.filter((type) => type.group === id);
          if (group.length === 0) return null;
          return (
            <Command.Group key={id} heading={title}>
              {group.map((type) => (
                <Command.Item
                  key={type.type}
                  value={`${type.title} ${type.summary} ${type.type}`}
                  onSelect={() => onChoose(type, undefined)}
                >
                  <CredentialTile large type={type.type} preset={undefined} />
                  <span>
                    {type.title}
                    <span className="cap">{type.summary}</span>
                  </span>
                </Command.Item>
              ))}
            </Command.Group>
          );
        })}
      </Command.List>
    </Command>
  );
}

/** Every word that was typed, wherever it stands; what begins with it comes first. */
function hasAllWords(value: string, search: string): number {
  const text = value.toLowerCase();
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.every((word) => text.includes(word))) return 0;
  return text.startsWith(words[0] ?? '') ? 1 : 0.5;
}
