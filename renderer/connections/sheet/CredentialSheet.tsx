import { useState } from 'react';
import type {
  ConnectionPreset,
  ConnectionTypeDescription,
  CredentialDraft,
  CredentialEntry,
} from '#contract/connection';
import { Dialog } from '#renderer/ui';
import { draftOf, newDraft } from '../model/draft.ts';
import { type SheetAsk, useAsks } from '../state/asks.ts';
import { credentialOf, useConnections } from '../state/store.ts';
import { CredentialForm } from './CredentialForm.tsx';
import { KindList } from './KindList.tsx';

/** Adding and changing a credential: once in the window, for whoever asks. */
export function CredentialSheet() {
  const ask = useAsks((state) => state.sheet);
  return ask ? <Sheet key={ask.edit ?? 'new'} ask={ask} /> : null;
}

interface Filling {
  draft: CredentialDraft;
  type: ConnectionTypeDescription;
  entry: CredentialEntry | undefined;
}

function Sheet({ ask }: { ask: SheetAsk }) {
  const { types, presets, entries = [] } = useConnections();
  const [filling, setFilling] = useState<Filling | undefined>(() => {
    const entry = credentialOf(ask.edit);
    const only = ask.wanted.types?.length === 1 ? ask.wanted.types[0] : undefined;
    if (entry) return toFill(draftOf(entry), types, entry);
    const type = only === undefined ? undefined : types.get(only);
    const choices = presets.filter(({ type: wanted }) => wanted === only);
    return type && choices.length === 0 ? fresh(type, undefined) : undefined;
  });
  function fresh(type: ConnectionTypeDescription, preset: ConnectionPreset | undefined): Filling {
    const taken = entries.map(({ name }) => name);
    return { draft: newDraft(type, preset, ask.wanted, taken), type, entry: undefined };
  }
  const close = () => useAsks.setState({ sheet: undefined });
  if (!filling) {
    return (
      <Dialog
        sheet
        title="Add a credential"
        text="For which service, or how does one sign in?"
        onClose={close}
      >
        <KindList
          wanted={ask.wanted.types}
          onChoose={({ type, preset }) => setFilling(fresh(type, preset))}
        />
      </Dialog>
    );
  }
  return (
    <CredentialForm
      {...filling}
      signIn={filling.entry !== undefined && ask.signIn === true}
      onBack={filling.entry ? undefined : () => setFilling(undefined)}
      onClose={close}
      onDone={(entry) => {
        close();
        ask.done?.(entry);
      }}
    />
  );
}

function toFill(
  draft: CredentialDraft,
  types: ReadonlyMap<string, ConnectionTypeDescription>,
  entry: CredentialEntry,
): Filling | undefined {
  const type = types.get(draft.type);
  return type && { draft, type, entry };
}
