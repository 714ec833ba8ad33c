import { X } from 'lucide-react';
import { IconButton, SearchField, Select } from '#renderer/ui';
import { useWorkspace } from '#renderer/workspace';
import {
  changeFilter,
  clearFilter,
  isFiltered,
  type Period,
  type RunFilter,
  useHistory,
} from './run-history.ts';

const STATES: readonly { value: RunFilter['status']; label: string }[] = [
  { value: 'any', label: 'Any state' },
  { value: 'running', label: 'Running' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'failed', label: 'Failed' },
  { value: 'succeeded', label: 'Done' },
  { value: 'cancelled', label: 'Cancelled' },
];
const PERIODS: readonly { value: Period; label: string }[] = [
  { value: 'any', label: 'Any time' },
  { value: 'hour', label: 'Last hour' },
  { value: 'day', label: 'Last 24 h' },
  { value: 'week', label: 'Last 7 days' },
];
/** No flow has this id: stands for “all”, since a choice must not be empty. */
const ALL = '*';

/** What runs are looked for: text in their data, flow, time, state. */
export function RunFilters() {
  const filter = useHistory((history) => history.filter);
  const flows = useWorkspace((workspace) => workspace.flows);
  const options = [{ value: ALL, label: 'All flows' }];
  for (const { id, name } of flows) {
    if (id !== undefined && !options.some(({ value }) => value === id))
      options.push({ value: id, label: name });
  }
  return (
    <search className="runs-filters">
      <SearchField
        name="Search runs"
        placeholder="Text in data, error or run id"
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
          name="Time"
          value={filter.period}
          options={PERIODS}
          onChange={(period) => changeFilter({ period })}
        />
        <Select
          name="State"
          value={filter.status}
          options={STATES}
          onChange={(status) => changeFilter({ status })}
        />
        {isFiltered(filter) && (
          <IconButton
            small
            name="Show all runs"
            icon={<X size={14} aria-hidden />}
            onClick={() => clearFilter()}
          />
        )}
      </div>
    </search>
  );
}
