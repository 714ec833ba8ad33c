import type { Wait } from '#contract/run';
import { Lanes } from './lanes.ts';
import { Segments } from './segments.ts';

/** What the waterfall knows of a node: the sum and the stretches of all its steps. */
export class NodeTrack {
  readonly id: string;
  readonly segments = new Segments();
  readonly lanes = new Lanes();
  steps = 0;
  failed = 0;
  skipped = 0;
  retries = 0;
  /** Milliseconds of ended steps, summed. */
  ms = 0;
  /** Milliseconds of ended waits, and what the last of them was for. */
  waitedMs = 0;
  waitedFor: Wait['for'] | undefined;
  /** First begin and last end, in milliseconds since 1970. */
  begin: number | undefined;
  end: number | undefined;
  /** Failed attempts that were tried again, by error code. */
  readonly retryCodes = new Map<string, number>();
  /** Error of its newest failed step. */
  error: { code: string; message: string; hint: string | undefined; step: string } | undefined;
  /** Key of its newest step. */
  newest: string | undefined;

  constructor(id: string) {
    this.id = id;
  }
}
