import type { z } from 'zod';
import type { ConnectionTypeForm } from '#contract/connection';
import type { MakeSigner } from './signer.ts';
import type { ReachPoint } from './try-reach.ts';

/** A connection type: what it asks for and what it does with it. One file each, in `types/`. */
export interface ConnectionType<F extends z.ZodObject = z.ZodObject> extends ConnectionTypeForm<F> {
  /** Of types that sign HTTP requests. */
  signer?: MakeSigner;
  /** Hosts that follow from the fields, for example that of a database URL. */
  hostsOf?(values: z.output<F>): readonly string[];
  /** Of types that are not of the web: where their server is, to see whether it answers. */
  reachAt?(values: z.output<F>): ReachPoint | undefined;
  /** Secret texts inside fields, for example the password in a database URL; secret fields themselves need no mention. */
  secretsOf?(values: z.output<F>): readonly string[];
}

/** Declares a connection type; returns it unchanged, typed by its fields. */
export function defineConnectionType<F extends z.ZodObject>(type: ConnectionType<F>): ConnectionType<F> {
  return type;
}
