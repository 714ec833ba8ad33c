import { type KeyboardEvent, useEffect, useState } from 'react';
import type { CredentialEntry } from '#contract/connection';
import { Button, classes, plural } from '#renderer/ui';
import { CredentialTile, useTypeTitle } from '../CredentialTile.tsx';
import { HealthMark } from '../HealthMark.tsx';
import { budgetShare, budgetText } from '../model/rate-text.ts';
import { agoText, untilText } from '../model/when.ts';
import { editCredential } from '../state/asks.ts';

interface CredentialTableProps {
  entries: readonly CredentialEntry[];
  chosen: string | undefined;
  onChoose(id: string): void;
}

/** The list of credentials. Arrows walk along it, Enter shows one, and its name leads into editing. */
export function CredentialTable({ entries, chosen, onChoose }: CredentialTableProps) {
  const now = useMinute();
  if (entries.length === 0) return <div className="empty">No credential fits what is searched for.</div>;
  return (
    <div className="credentials-scroll">
      <table className="credentials" onKeyDown={walk}>
        <thead>
          <tr>
            <th>Name</th>
            <th>Used only with</th>
            <th>Health</th>
            <th>Rate budget</th>
            <th>Flows</th>
            <th>Last used</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row
              key={entry.id}
              entry={entry}
              chosen={entry.id === chosen}
              now={now}
              onChoose={() => onChoose(entry.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  entry: CredentialEntry;
  chosen: boolean;
  now: number;
  onChoose(): void;
}

function Row({ entry, chosen, now, onChoose }: RowProps) {
  const titleOf = useTypeTitle();
  const { name, type, preset, hosts, health, usedBy, lastUsedAt } = entry;
  return (
    <tr
      className={classes(chosen && 'is-chosen', health === 'reconnect' && 'is-bad')}
      onClick={onChoose}
      onDoubleClick={() => editCredential(entry.id)}
    >
      <td>
        <div className="row">
          <CredentialTile large type={type} preset={preset} />
          <div className="cut">
            <button type="button" className="credential-name" aria-current={chosen} onClick={onChoose}>
              {name}
            </button>
            <div className="cap cut">{titleOf(type)}</div>
          </div>
        </div>
      </td>
      <td className="mono cut" title={hosts.join(', ')}>
        {hosts.length > 0 ? hosts.join(', ') : <span className="dim">no host yet</span>}
      </td>
      <td>
        <HealthMark health={health} />
        <div className="cap cut" title={entry.problem}>
          {healthLine(entry, now)}
        </div>
      </td>
      <td>
        {health === 'reconnect' ? (
          <Button
            small
            onClick={(event) => {
              event.stopPropagation();
              editCredential(entry.id, true);
            }}
          >
            Sign in again
          </Button>
        ) : (
          <Budget entry={entry} />
        )}
      </td>
      <td>
        {usedBy.length > 0 ? (
          plural(new Set(usedBy.map(({ flow }) => flow)).size, 'flow')
        ) : (
          <span className="dim">none</span>
        )}
      </td>
      <td>{lastUsedAt === undefined ? <span className="dim">never</span> : agoText(lastUsedAt, now)}</td>
    </tr>
  );
}

function healthLine({ problem, expiresAt, createdAt, health }: CredentialEntry, now: number): string {
  if (health === 'locked') return 'its secrets cannot be read now';
  if (problem !== undefined && health !== 'ready') return problem;
  if (expiresAt !== undefined) return `${expiresAt < now ? '' : 'ends '}${untilText(expiresAt, now)}`;
  return health === 'untested' ? `added ${agoText(createdAt, now)}` : '';
}

function Budget({ entry }: { entry: CredentialEntry }) {
  const text = budgetText(entry);
  if (text === undefined) return <span className="dim">no limit</span>;
  const share = budgetShare(entry);
  return (
    <div className="budget">
      {entry.budget && entry.rate?.requests !== undefined && (
        <span className="budget-bar" aria-hidden>
          <i style={{ width: `${share * 100}%` }} data-full={share > 0.9 || undefined} />
        </span>
      )}
      <span>{text}</span>
    </div>
  );
}

/** Arrows lead from name to name. */
function walk(event: KeyboardEvent<HTMLTableElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const names = [...event.currentTarget.querySelectorAll<HTMLElement>('.credential-name')];
  const at = names.indexOf(document.activeElement as HTMLElement);
  const next = names[at + step];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
  next.click();
}

/** The time, by the minute. */
function useMinute(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
