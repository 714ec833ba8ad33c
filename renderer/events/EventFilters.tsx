import { X } from 'lucide-react';
import type { InboxState } from '#contract/api';
import { IconButton, SearchField, Select } from '#renderer/ui';
import { useWorkspace } from '#renderer/workspace';
import { changeFilter, clearFilter, isFiltered, useEvents } from './events-store.ts';

const STATES: readonly { value: InboxState | 'any'; label: string }[] = [
  { value: 'any', label: 'Any state' },
  { value: 'received', label: 'Received' },
  { value: 'started', label: 'Started' },
  { value: 'quarantined', label: 'Quarantined' },
  { value: 'repeated', label: 'Repeated' },
  { value: 'dead', label: 'Dead' },
];
/** No file has this name: stands for “all”, since a choice must not be empty. */
const ALL = '*';

/** What events are looked for: text in them, flow, state. */
export function EventFilters() {
  const filter = useEvents((events) => events.filter);
  const flows = useWorkspace((workspace) => workspace.flows);
  const options = [
    { value: ALL, label: 'All flows' },
    ...flows.map(({ path, name }) => ({ value: path, label: name })),
  ];
  return (
    <search className="runs-filters">
      <SearchField
        name="Search events"
        placeholder="Text in body, header, URL or id"
        value={filter.search}
        onChange={(search) => changeFilter({ search })}
      />
      <div className="runs-filter-row">
        <Select
          name="Flow"
          value={filter.flow === '' ? ALL : filter.flow}
          options={options}
          onChange={(flow) => changeFilter({ flow: flow === ALL ? '' : flow })}
        />
        <Select
          name="State"
          value={filter.state}
          options={STATES}
          onChange={(state) => changeFilter({ state })}
        />
        {isFiltered(filter) && (
          <IconButton
            small
            name="Show all events"
            icon={<X size={14} aria-hidden />}
            onClick={() => clearFilter()}
          />
        )}
      </div>
    </search>
  );
}
