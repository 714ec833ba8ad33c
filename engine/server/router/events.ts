import { UserError } from '#contract/error';
import { countRefused, listEvents, readEvent, waitForSample } from '../events.ts';
import { calls } from './base.ts';

export const eventCalls = {
  list: calls.events.list.handler(({ input, context: { app }, signal }) => listEvents(app, input, signal)),

  refused: calls.events.refused.handler(({ context: { app } }) => countRefused(app)),

  get: calls.events.get.handler(({ input: { event }, context: { app }, errors }) => {
    const detail = readEvent(app, event);
    if (!detail) throw errors.NOT_FOUND();
    return detail;
  }),

  replay: calls.events.replay.handler(async ({ input: { event }, context: { app }, errors }) => {
    if (!app.engine.journal.inbox.find(event)) throw errors.NOT_FOUND();
    try {
      return { event: await app.webhooks.replay(event) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const message = [error.message, error.hint].filter(Boolean).join(' ');
      throw errors.CANNOT_REPLAY({ message, data: { message } });
    }
  }),

  sample: calls.events.sample.handler(async ({ input, context: { app }, errors, signal }) => {
    try {
      return await waitForSample(app, input, signal ?? new AbortController().signal);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw errors.NO_WEBHOOK({ message: error.message, data: { message: error.message } });
    }
  }),
};
