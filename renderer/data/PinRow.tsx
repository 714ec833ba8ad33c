import { Pencil, Pin as PinIcon, PinOff, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { pinEdit, useNodePin } from '#renderer/document';
import { Button, IconButton, plural } from '#renderer/ui';
import { PinDialog } from './PinDialog.tsx';
import { type GivenBy, pinStep } from './pin-step.ts';

interface PinRowProps {
  path: string;
  node: string;
  ports: readonly string[];
  /** What the node gave in the run shown; undefined where it has not run there. */
  given: GivenBy | undefined;
}

/** Keeps what a node gave, so that runs started by hand give it again instead of running the node. */
export function PinRow({ path, node, ports, given }: PinRowProps) {
  const pin = useNodePin(path, node);
  const [editing, setEditing] = useState(false);
  if (ports.length === 0) return null;
  const count = Object.values(pin ?? {}).reduce((sum, items) => sum + items.length, 0);
  return (
    <div className={pin ? 'pin-row is-pinned' : 'pin-row'}>
      {pin ? (
        <>
          <PinIcon size={12} aria-hidden />
          <span className="cut grow" title="Runs from here give it and do not run the node">
            <b>Output pinned</b>, {plural(count, 'item')}
          </span>
          <IconButton
            small
            name="Edit what is pinned"
            icon={<Pencil size={12} aria-hidden />}
            onClick={() => setEditing(true)}
          />
          {given && (
            <IconButton
              small
              name="Pin what it gave in this run instead"
              icon={<RefreshCw size={12} aria-hidden />}
              onClick={() => pinStep(path, node, given)}
            />
          )}
          <Button small look="bare" onClick={() => pinEdit(path, node, undefined)}>
            <PinOff size={12} aria-hidden />
            Unpin
          </Button>
        </>
      ) : (
        <>
          <span className="grow" />
          <Button small look="bare" onClick={() => setEditing(true)}>
            Write an output
          </Button>
          {given && (
            <Button small look="bare" onClick={() => pinStep(path, node, given)}>
              <PinIcon size={12} aria-hidden />
              Pin output
            </Button>
          )}
        </>
      )}
      {editing && (
        <PinDialog path={path} node={node} ports={ports} pin={pin} onClose={() => setEditing(false)} />
      )}
    </div>
  );
}
