import { isDefinedError, safe } from '@orpc/client';
import type { EventDetail } from '#contract/api';
import { UserError } from '#contract/error';
import { withEngine } from './connect-engine.ts';

/** An event of the engine that has a data directory. @throws UserError `UNKNOWN_EVENT` */
export function readEvent(dataDir: string, event: string): Promise<EventDetail> {
  return withEngine(dataDir, async (engine) => {
    const { error, data } = await safe(engine.events.get({ event }));
    if (!error) return data;
    throw isDefinedError(error) ? unknownEvent(event) : error;
  });
}

/**
 * Takes an event in once more.
 *
 * @returns the new event's id
 * @throws UserError `UNKNOWN_EVENT`, `CANNOT_REPLAY`
 */
export function replayEvent(dataDir: string, event: string): Promise<string> {
  return withEngine(dataDir, async (engine) => {
    const { error, data } = await safe(engine.events.replay({ event }));
    if (!error) return data.event;
    if (!isDefinedError(error)) throw error;
    if (error.code === 'NOT_FOUND') throw unknownEvent(event);
    throw new UserError(error.data.message, { code: 'CANNOT_REPLAY' });
  });
}

function unknownEvent(event: string): UserError {
  return new UserError(`There is no event ${event}.`, {
    code: 'UNKNOWN_EVENT',
    hint: '"flowbench events list" lists the events there are.',
  });
}
