export { RunsPage } from './RunsPage.tsx';
export { RunsPanel } from './RunsPanel.tsx';
