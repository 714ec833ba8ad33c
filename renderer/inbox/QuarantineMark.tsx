import { ShieldAlert } from 'lucide-react';
import { formatCount, plural, Tooltip } from '#renderer/ui';
import { useRefusedOf } from './refused.ts';
import './inbox.css';

/** At a flow in a list: how many calls of the last day were put into quarantine; nothing where none was. */
export function QuarantineMark({ path }: { path: string }) {
  const count = useRefusedOf(path)?.quarantined ?? 0;
  if (count === 0) return null;
  const text = `${plural(count, 'call')} in quarantine since yesterday`;
  return (
    <Tooltip text={`${text}: see Events`}>
      <span role="img" className="quarantine-mark" aria-label={text}>
        <ShieldAlert size={12} aria-hidden />
        {formatCount(count)}
      </span>
    </Tooltip>
  );
}
