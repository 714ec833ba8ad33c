import { type LucideIcon, PencilLine, RefreshCw, TriangleAlert, Zap, ZapOff } from 'lucide-react';
import { Tooltip } from '#renderer/ui';
import { useActivation } from './activations.ts';
import { describeActivation, MOOD_WORDS, type Mood, moodOf } from './words.ts';
import './activation.css';

const MARKS: Readonly<Record<Exclude<Mood, 'inactive'>, LucideIcon>> = {
  busy: RefreshCw,
  active: Zap,
  changed: PencilLine,
  troubled: TriangleAlert,
  failed: ZapOff,
};

/** The sign of an active flow in a list; nothing for one that is not. */
export function ActivationMark({ path }: { path: string }) {
  const flow = useActivation(path);
  const mood = moodOf(flow);
  if (mood === 'inactive') return null;
  const Mark = MARKS[mood];
  return (
    <Tooltip text={describeActivation(flow)}>
      <span role="img" className={`activation-mark is-${mood}`} aria-label={MOOD_WORDS[mood]}>
        <Mark size={12} aria-hidden />
      </span>
    </Tooltip>
  );
}
