import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { IconButton, Select } from '#renderer/ui';
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
      <SearchField />
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

function SearchField() {
  const search = useHistory((history) => history.filter.search);
  const [text, setText] = useState(search);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setText(search), [search]);
  useEffect(() => {
    if (text === search) return;
    const timer = setTimeout(() => changeFilter({ search: text }), 250);
    return () => clearTimeout(timer);
  }, [text, search]);
  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f') {
        event.preventDefault();
        field.current?.select();
      }
    };
    window.addEventListener('keydown', find);
    return () => window.removeEventListener('keydown', find);
  }, []);
  return (
    <label className="input input-soft">
      <Search size={14} aria-hidden />
      <input
        ref={field}
        type="search"
        aria-label="Search runs"
        placeholder="Text in data, error or run id"
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
      />
    </label>
  );
}
