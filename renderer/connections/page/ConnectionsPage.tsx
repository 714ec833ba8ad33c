import { ArrowDownToLine, ArrowUpFromLine, Ellipsis, KeyRound, Plus, RefreshCw, Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useEditor } from '#renderer/editor';
import { Button, IconButton, Menu, plural } from '#renderer/ui';
import { findCredentials, isShown, type Shown } from '../model/find-credentials.ts';
import { addCredential, askForVault } from '../state/asks.ts';
import { useConnections } from '../state/store.ts';
import { ExportDialog } from '../transfer/ExportDialog.tsx';
import { ImportDialog } from '../transfer/ImportDialog.tsx';
import { RotateDialog } from '../vault/RotateDialog.tsx';
import { VaultNotice } from '../vault/VaultNotice.tsx';
import { CredentialDetail } from './CredentialDetail.tsx';
import { CredentialTable } from './CredentialTable.tsx';
import { NoCredentials } from './NoCredentials.tsx';
import '../connections.css';

const SHOWN: readonly { id: Shown; label: string }[] = [
  { id: 'all', label: 'All' },
  { id: 'needsYou', label: 'Needs you' },
  { id: 'unused', label: 'Unused' },
];

const KEEPERS = {
  keychain: 'in this machine’s keychain',
  passphrase: 'protected by your passphrase',
  none: 'nothing kept yet',
} as const;

type Asked = 'import' | 'export' | 'rotate';

/** Every credential of this machine: how it does, what it is for, who uses it. */
export function ConnectionsPage() {
  const { entries, vault, types } = useConnections();
  const chosen = useEditor((state) => state.credential);
  const [shown, setShown] = useState<Shown>('all');
  const [search, setSearch] = useState('');
  const [asked, setAsked] = useState<Asked>();
  const found = findCredentials(entries ?? [], shown, search, types);
  const selected = entries?.find(({ id }) => id === chosen);
  useEffect(() => {
    // Who was led here to one must see it, whatever was searched for before.
    if (chosen === undefined) return;
    setShown('all');
    setSearch('');
  }, [chosen]);
  const isEmpty = entries?.length === 0;
  const canTransfer = vault?.state === 'open';
  return (
    <main className="page connections" aria-label="Connections">
      <header className="connections-head">
        <div className="grow">
          <h1>Connections</h1>
          <div className="cap cut">
            {vault && entries && `${plural(entries.length, 'credential')}, ${KEEPERS[vault.keeper]}. `}
            Flow files hold only the names of slots.
          </div>
        </div>
        {!isEmpty && (
          <>
            <div className="segments" role="radiogroup" aria-label="Which credentials">
              {SHOWN.map(({ id, label }) => (
                // biome-ignore lint/a11y/useSemanticElements: a row of buttons of which one is on
                <button
                  key={id}
                  type="button"
                  role="radio"
                  aria-checked={shown === id}
                  onClick={() => setShown(id)}
                >
                  {label} {entries?.filter((entry) => isShown(entry, id)).length ?? ''}
                </button>
              ))}
            </div>
            <search className="input input-soft connections-search">
              <Search size={14} aria-hidden />
              <input
                aria-label="Search credentials"
                placeholder="Name, host or flow"
                value={search}
                onChange={(event) => setSearch(event.target.value)}
              />
            </search>
          </>
        )}
        <Menu
          entries={[
            {
              label: 'Import credentials…',
              icon: <ArrowDownToLine size={14} aria-hidden />,
              onSelect: () => setAsked('import'),
            },
            {
              label: 'Export credentials…',
              icon: <ArrowUpFromLine size={14} aria-hidden />,
              disabled: isEmpty || !canTransfer,
              onSelect: () => setAsked('export'),
            },
            {
              label: 'Keep the key elsewhere…',
              icon: <KeyRound size={14} aria-hidden />,
              apart: true,
              disabled: !canTransfer || vault?.keeper === 'none',
              onSelect: () => void askForVault(true),
            },
            {
              label: 'Change the master key…',
              icon: <RefreshCw size={14} aria-hidden />,
              disabled: !canTransfer || vault?.keeper === 'none',
              onSelect: () => setAsked('rotate'),
            },
          ]}
        >
          <IconButton name="More about credentials" icon={<Ellipsis size={16} aria-hidden />} />
        </Menu>
        <Button look="primary" onClick={() => addCredential()} disabled={entries === undefined}>
          <Plus size={14} aria-hidden />
          Add credential
        </Button>
      </header>
      <VaultNotice />
      {entries === undefined ? (
        <div className="empty">Reading the credentials…</div>
      ) : isEmpty ? (
        <NoCredentials onImport={() => setAsked('import')} />
      ) : (
        <>
          <CredentialTable
            entries={found}
            chosen={selected?.id}
            onChoose={(id) => useEditor.setState({ credential: id })}
          />
          {selected && <CredentialDetail key={selected.id} entry={selected} />}
        </>
      )}
      {asked === 'import' && <ImportDialog onClose={() => setAsked(undefined)} />}
      {asked === 'export' && <ExportDialog onClose={() => setAsked(undefined)} />}
      {asked === 'rotate' && <RotateDialog onClose={() => setAsked(undefined)} />}
    </main>
  );
}
