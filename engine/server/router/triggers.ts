import { UserError } from '#contract/error';
import { WorkspaceError } from '#engine/workspace';
import {
  type ActivateOutcome,
  activateFlow,
  deactivateFlow,
  listActivations,
  watchActivations,
} from '../activations.ts';
import { nextTimes } from '../next-times.ts';
import { calls } from './base.ts';

export const triggerCalls = {
  list: calls.triggers.list.handler(({ context: { app } }) => listActivations(app)),

  watch: calls.triggers.watch.handler(({ context: { app }, signal }) =>
    watchActivations(app, signal ?? new AbortController().signal),
  ),

  activate: calls.triggers.activate.handler(async ({ input: { path }, context: { app }, errors }) => {
    let outcome: ActivateOutcome;
    try {
      outcome = await activateFlow(app, path);
    } catch (error) {
      if (error instanceof WorkspaceError) throw errors.NOT_FOUND({ message: error.message });
      if (!(error instanceof UserError)) throw error;
      const { message, hint } = error;
      throw errors.CANNOT_ACTIVATE({ message, data: { message, hint } });
    }
    if ('activation' in outcome) return outcome.activation;
    throw errors.NOT_TRUSTED({ data: { hash: outcome.hash } });
  }),

  deactivate: calls.triggers.deactivate.handler(
    async ({ input: { path }, context: { app } }) => (await deactivateFlow(app, path)) ?? null,
  ),

  nextTimes: calls.triggers.nextTimes.handler(({ input: { text, node, count }, context: { app } }) =>
    nextTimes(app.catalogue, text, node, count),
  ),
};
