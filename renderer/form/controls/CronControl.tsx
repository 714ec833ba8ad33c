import { CalendarClock } from 'lucide-react';
import { IconButton, Menu } from '#renderer/ui';
import type { ControlProps } from './control.ts';
import { TextControl } from './TextControl.tsx';

const COMMON = [
  ['Every 15 minutes', '*/15 * * * *'],
  ['Every hour', '0 * * * *'],
  ['Every day at 7:00', '0 7 * * *'],
  ['Monday to Friday at 7:00', '0 7 * * 1-5'],
  ['Every Monday at 7:00', '0 7 * * 1'],
  ['On the first of the month at 7:00', '0 7 1 * *'],
] as const;

/** Times as cron writes them, with the usual ones to choose from. */
export function CronControl(props: ControlProps) {
  const entries = COMMON.map(([label, cron]) => ({ label, onSelect: () => props.onChange(cron) }));
  return (
    <div className="with-button">
      <TextControl {...props} />
      <Menu entries={entries}>
        <IconButton name="Usual times" look="plain" icon={<CalendarClock size={14} aria-hidden />} />
      </Menu>
    </div>
  );
}
