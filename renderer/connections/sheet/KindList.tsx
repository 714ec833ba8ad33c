import { Command } from 'cmdk';
import { useState } from 'react';
import { CredentialTile } from '../CredentialTile.tsx';
import { type Kind, kindGroups, searchKinds } from '../model/kinds.ts';
import { useConnections } from '../state/store.ts';

interface KindListProps {
  /** Connection types that fit; all where it is not said. */
  wanted: readonly string[] | undefined;
  onChoose(kind: Kind): void;
}

/** Services whose settings are known, and every way to sign in: searched by typing, chosen by keys. */
export function KindList({ wanted, onChoose }: KindListProps) {
  const { types, presets } = useConnections();
  const [search, setSearch] = useState('');
  const groups = kindGroups(types, presets, wanted);
  const all = groups.flatMap(({ kinds }) => kinds);
  const isSearching = search.trim() !== '';
  const rows = (kinds: readonly Kind[]) =>
    kinds.map((kind) => <KindRow key={keyOf(kind)} kind={kind} onChoose={() => onChoose(kind)} />);
  return (
    <Command className="kinds" label="Service or way to sign in" shouldFilter={false}>
      <Command.Input
        className="input"
        placeholder="Search, for example GitHub or API key"
        autoFocus
        value={search}
        onValueChange={setSearch}
      />
      <Command.List>
        <Command.Empty>
          Nothing is called that. A service that is not listed mostly takes a bearer token or an API key.
        </Command.Empty>
        {isSearching
          ? rows(searchKinds(all, search))
          : groups.map(({ title, kinds }) => (
              <Command.Group key={title} heading={title}>
                {rows(kinds)}
              </Command.Group>
            ))}
      </Command.List>
    </Command>
  );
}

function KindRow({ kind, onChoose }: { kind: Kind; onChoose(): void }) {
  const { type, preset, title, note } = kind;
  return (
    <Command.Item value={keyOf(kind)} onSelect={onChoose}>
      <CredentialTile large type={type.type} preset={preset?.id} />
      <span>
        {title}
        <span className="cap">{note}</span>
      </span>
    </Command.Item>
  );
}

function keyOf({ type, preset }: Kind): string {
  return preset ? `preset ${preset.id}` : `type ${type.type}`;
}
