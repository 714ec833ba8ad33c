import { Pin } from 'lucide-react';
import { useNodePin } from '#renderer/document';
import { usePath } from './path-context.ts';

/** Says on a face that runs started by hand give a pinned output instead of running the node. */
export function PinMark({ id }: { id: string }) {
  const path = usePath();
  if (!useNodePin(path, id)) return null;
  return (
    <span
      className="face-pin"
      role="img"
      aria-label="Output pinned"
      title="Output pinned: runs from here do not run it"
    >
      <Pin size={12} aria-hidden />
    </span>
  );
}
