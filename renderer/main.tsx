import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connect } from '#renderer/api';
import { App, startDesktop } from '#renderer/app';
import { startCatalogue } from '#renderer/catalogue';
import { startConnections } from '#renderer/connections';
import { startInbox } from '#renderer/inbox';
import { startWorkspace } from '#renderer/workspace';

startCatalogue();
startWorkspace(new AbortController().signal);
startConnections(new AbortController().signal);
startInbox(new AbortController().signal);
connect();
if (window.flowbench) startDesktop(window.flowbench);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
