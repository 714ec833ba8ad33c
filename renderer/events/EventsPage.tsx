import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { useEditor } from '#renderer/editor';
import { EventFilters } from './EventFilters.tsx';
import { EventList } from './EventList.tsx';
import { EventView } from './EventView.tsx';
import { isFiltered, useEvents } from './events-store.ts';
import { NoEvents } from './NoEvents.tsx';
import './events.css';

/** What has come in from outside, and what became of it. */
export function EventsPage() {
  const layout = useDefaultLayout({ id: 'flowbench.events' });
  const event = useEditor((editor) => editor.event);
  const none = useEvents(
    ({ events, state, filter }) => events.length === 0 && state === 'ready' && !isFiltered(filter),
  );
  return (
    <Group className="page" {...layout}>
      <Panel
        id="event-list"
        className="panel"
        defaultSize={328}
        minSize={220}
        maxSize={520}
        groupResizeBehavior="preserve-pixel-size"
      >
        <aside className="runs-side" aria-label="Events">
          <EventFilters />
          <EventList />
        </aside>
      </Panel>
      <Separator className="split split-column" />
      <Panel id="event-detail" minSize={420}>
        <main className="run-page" aria-label="Event">
          {none ? (
            <NoEvents />
          ) : event === undefined ? (
            <div className="empty">No event chosen.</div>
          ) : (
            <EventView key={event} event={event} />
          )}
        </main>
      </Panel>
    </Group>
  );
}
