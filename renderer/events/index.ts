export { EventsPage } from './EventsPage.tsx';
export { showEvents } from './events-store.ts';
