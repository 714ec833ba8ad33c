import { useEffect } from 'react';
import { ActiveFlows } from '#renderer/activation';
import { ConnectionDialogs, ConnectionsPage } from '#renderer/connections';
import { useEditor } from '#renderer/editor';
import { EventsPage } from '#renderer/events';
import { Exchange } from '#renderer/exchange';
import { showKeptRun } from '#renderer/run';
import { RunsPage } from '#renderer/runs';
import { TipProvider, ToastList } from '#renderer/ui';
import { loadFlow, useWorkspace } from '#renderer/workspace';
import { CommandPalette } from './CommandPalette.tsx';
import { ConflictDialog } from './ConflictDialog.tsx';
import { EngineBanner } from './EngineBanner.tsx';
import { FlowDialogs } from './FlowDialogs.tsx';
import { FlowsPage } from './FlowsPage.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TopBar } from './TopBar.tsx';
import { Tour } from './Tour.tsx';
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
        <EngineBanner />
        {page === 'flows' && <FlowsPage />}
        {page === 'runs' && <RunsPage />}
        {page === 'events' && <EventsPage />}
        {page === 'connections' && <ConnectionsPage />}
        <StatusBar />
      </div>
      <CommandPalette />
      <KeysDialog />
      <ConflictDialog />
      <FlowDialogs />
      <TrustDialog />
      <Tour />
      <Exchange />
      <ActiveFlows />
      <ConnectionDialogs />
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
