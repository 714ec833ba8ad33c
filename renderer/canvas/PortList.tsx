import { Handle } from '@xyflow/react';
import { Fragment } from 'react';
import { classes } from '#renderer/ui';
import { type PortPlace, SIDES } from './port-places.ts';

interface PortListProps {
  places: readonly PortPlace[];
  /** Ports of the node that something hangs on, as `inputs:in`. */
  joined: readonly string[];
}

/** The ports of a face: circles, for `error` a diamond; filled once something is joined to them. */
export function PortList({ places, joined }: PortListProps) {
  // Places are told from the outside of the face's border, styles from the inside.
  return places.map(({ side, port, x, y, label }) => {
    const full = joined.includes(`${side}:${port}`);
    return (
      <Fragment key={`${side}:${port}`}>
        <Handle
          id={port}
          {...SIDES[side]}
          className={classes('port', port === 'error' && 'port-error', full && 'port-full')}
          style={{ left: x - 1, top: y - 1 }}
          role="img"
          aria-label={`${side === 'inputs' ? 'Input' : 'Output'} ${port}`}
        />
        {label !== undefined && !full && (
          <span className={classes('port-label', `port-label-${side}`)} style={{ top: y - 7 }}>
            {label}
          </span>
        )}
      </Fragment>
    );
  });
}
