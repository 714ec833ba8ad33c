import { useMemo, useState } from 'react';
import { useLog } from '#renderer/run';
import { formatCount, Select } from '#renderer/ui';
import { filterLines, LEVELS, type Level } from './filter-lines.ts';
import { LogList } from './LogList.tsx';
import './log.css';

const LEVEL_OPTIONS: readonly { value: Level; label: string }[] = [
  { value: 'debug', label: 'All levels' },
  { value: 'info', label: 'Info and above' },
  { value: 'warn', label: 'Warnings, errors' },
  { value: 'error', label: 'Errors' },
];

/** What the nodes of the run shown have logged, as it happens. */
export function LogPanel({ path }: { path: string | undefined }) {
  const log = useLog(path);
  const [from, setFrom] = useState<Level>(LEVELS[0]);
  const [text, setText] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines are appended in place, `version` says so
  const lines = useMemo(
    () => filterLines(log?.lines ?? [], { from, text }),
    [log?.lines, log?.version, from, text],
  );
  if (path === undefined) return <div className="empty">No flow in front.</div>;
  if (!log || log.lines.length === 0) {
    return (
      <div className="empty">
        <b>{log ? 'Nothing was logged in this run' : 'No run is shown'}</b>
        <span>
          Write <span className="mono">console.log('text')</span> in a code node, or{' '}
          <span className="mono">.warn</span>, <span className="mono">.error</span>,{' '}
          <span className="mono">.debug</span>: the lines come here while the flow runs.
        </span>
      </div>
    );
  }
  return (
    <div className="log">
      <search className="log-filters">
        <Select<Level> name="Level" value={from} options={LEVEL_OPTIONS} onChange={setFrom} />
        <input
          type="search"
          className="input"
          aria-label="Text in the log"
          placeholder="Text in message, data or node"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="cap">
          {lines.length === log.lines.length
            ? formatCount(lines.length)
            : `${formatCount(lines.length)} of ${formatCount(log.lines.length)}`}{' '}
          {log.lines.length === 1 ? 'line' : 'lines'}
          {log.dropped > 0 && `; ${formatCount(log.dropped)} older ones are not kept here`}
        </span>
      </search>
      {lines.length === 0 ? (
        <div className="empty">No line fits.</div>
      ) : (
        <LogList key={log.run} path={path} lines={lines} count={lines.length} />
      )}
    </div>
  );
}
