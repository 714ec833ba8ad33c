import { Handle } from '@xyflow/react';
import type { CSSProperties } from 'react';
import { classes } from '#renderer/ui';
import { SIDES } from './drawn.ts';

interface PortHandleProps {
  side: 'inputs' | 'outputs';
  port: string;
  top: number;
  /** Ports of the node that something hangs on, as `inputs:in`. */
  joined: readonly string[];
  /** Written beside the port while nothing hangs on it. */
  label?: string | undefined;
  style?: CSSProperties;
  position?: (typeof SIDES)['inputs' | 'outputs'];
}

/** A port: a circle, for `error` a diamond; filled once something is joined to it. */
export function PortHandle({
  side,
  port,
  top,
  joined: ports,
  label,
  style,
  position = SIDES[side],
}: PortHandleProps) {
  const type = side === 'inputs' ? 'target' : 'source';
  const joined = ports.includes(`${side}:${port}`);
  return (
    <>
      <Handle
        id={port}
        type={type}
        position={position}
        className={classes('port', port === 'error' && 'port-error', joined && 'port-full')}
        style={{ top, ...style }}
        role="img"
        aria-label={`${side === 'inputs' ? 'Input' : 'Output'} ${port}`}
      />
      {label !== undefined && !joined && (
        <span className={classes('port-label', `port-label-${side}`)} style={{ top: top - 6 }}>
          {label}
        </span>
      )}
    </>
  );
}
