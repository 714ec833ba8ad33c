import { useEffect } from 'react';
import { useConnection } from '#renderer/api';
import { useEditor } from '#renderer/editor';
import { Exchange } from '#renderer/exchange';
import { showKeptRun } from '#renderer/run';
import { RunsPage } from '#renderer/runs';
import { TipProvider, ToastList } from '#renderer/ui';
import { loadFlow, useWorkspace } from '#renderer/workspace';
import { CommandPalette } from './CommandPalette.tsx';
import { ConflictDialog } from './ConflictDialog.tsx';
import { FlowDialogs } from './FlowDialogs.tsx';
import { FlowsPage } from './FlowsPage.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TopBar } from './TopBar.tsx';
import { TrustDialog } from './TrustDialog.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import './app.css';
import './dialogs.css';

/** The window. */
export function App() {
  const page = useEditor((state) => state.page);
  useShortcuts();
  useOpenTabs();
  return (
    <TipProvider>
      <div className="app">
        <TopBar />
        <LostBanner />
        {page === 'flows' ? <FlowsPage /> : <RunsPage />}
        <StatusBar />
      </div>
      <CommandPalette />
      <KeysDialog />
      <ConflictDialog />
      <FlowDialogs />
      <TrustDialog />
      <Exchange />
      <ToastList />
    </TipProvider>
  );
}

/** Tabs that were open before a reload are filled once the workspace is known. */
function useOpenTabs(): void {
  const loaded = useWorkspace((state) => state.loaded);
  const tabs = useEditor((state) => state.tabs);
  useEffect(() => {
    if (!loaded) return;
    for (const path of tabs) loadFlow(path).then(() => showKeptRun(path));
  }, [loaded, tabs]);
}

function LostBanner() {
  const state = useConnection((connection) => connection.state);
  if (state !== 'lost' && state !== 'closed') return null;
  return (
    <div className="banner" role="alert">
      {state === 'lost'
        ? 'The engine does not answer. Your edits are kept in this window and saved when it is back.'
        : 'This page has no key to an engine. Open the address that “flowbench serve” printed.'}
    </div>
  );
}
