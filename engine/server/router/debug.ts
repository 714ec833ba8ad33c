import { UserError } from '#contract/error';
import {
  askForPause,
  describe,
  edit,
  evaluateAt,
  inputAt,
  type PausedPlace,
  pauseOf,
  placeOf,
  resume,
  setBreakpoints,
} from '#engine/debug';
import type { RunHandle } from '#engine/host';
import type { App } from '../app.ts';
import { Cutter } from '../cut-values.ts';
import { forkRun } from '../fork-run.ts';
import { startRun } from '../start-run.ts';
import { calls } from './base.ts';
import { begun } from './begun.ts';

/** Milliseconds until an expression is given up: nobody looks at it any more. */
const EVALUATE_TIME = 10_000;

interface Refusals {
  NOT_FOUND(): Error;
  REFUSED(about: { message: string; data: { message: string } }): Error;
}

/** Does something with a run; what does not fit is told in a sentence. */
async function tryWith<T>(
  app: App,
  run: string,
  errors: Refusals,
  act: (handle: RunHandle) => T | Promise<T>,
): Promise<T> {
  const handle = app.engine.run(run);
  if (!handle && !app.engine.journal.run(run)) throw errors.NOT_FOUND();
  return refusing(errors, () => {
    if (!handle) throw new UserError('The run has ended.', { code: 'NOT_NOW' });
    return act(handle);
  });
}

async function refusing<T>(errors: Refusals, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const message = [error.message, error.hint].filter(Boolean).join(' ');
    throw errors.REFUSED({ message, data: { message } });
  }
}

async function pausedPlace(app: App, handle: RunHandle, seq: number): Promise<PausedPlace> {
  const place = await placeOf(handle, pauseOf(handle, seq), app.past);
  if (place) return place;
  throw new UserError('What was there can no longer be looked up.', { hint: 'Let the run go on.' });
}

export const debugCalls = {
  start: calls.debug.start.handler(async ({ input, context: { app }, errors }) => {
    const { path, breakpoints, stopOnEntry, ...rest } = input;
    const debug = { breakpoints, ...(stopOnEntry ? { stop: 'entry' as const } : {}) };
    return begun(await startRun(app, { ...rest, path: path || 'new.flow.json', debug }), errors);
  }),

  set: calls.debug.set.handler(({ input: { run, breakpoints }, context: { app }, errors }) =>
    tryWith(app, run, errors, (handle) => setBreakpoints(handle, breakpoints)),
  ),

  pause: calls.debug.pause.handler(({ input: { run }, context: { app }, errors }) =>
    tryWith(app, run, errors, askForPause),
  ),

  resume: calls.debug.resume.handler(({ input: { run, seq, how, to }, context: { app }, errors }) =>
    tryWith(app, run, errors, (handle) => resume(handle, seq, how, to)),
  ),

  state: calls.debug.state.handler(({ input: { run }, context: { app }, errors }) =>
    tryWith(app, run, errors, async (handle) => {
      const view = await describe(handle, app.past);
      return { ...view, vars: new Cutter().cut(view.vars, '') };
    }),
  ),

  items: calls.debug.items.handler(({ input, context: { app }, errors }) =>
    tryWith(app, input.run, errors, async (handle) => {
      const { seq, port, from, count } = input;
      const list = inputAt(await pausedPlace(app, handle, seq), port);
      const cutter = new Cutter();
      const items = list
        .slice(Math.min(from, list.length), Math.min(from + count, list.length))
        .map((item, index) => cutter.cut(item, String(from + index)));
      return { total: list.length, from, items, cut: cutter.paths };
    }),
  ),

  evaluate: calls.debug.evaluate.handler(({ input, context: { app }, errors, signal }) =>
    tryWith(app, input.run, errors, async (handle) => {
      const place = await pausedPlace(app, handle, input.seq);
      const time = AbortSignal.timeout(EVALUATE_TIME);
      const until = signal ? AbortSignal.any([signal, time]) : time;
      const result = await evaluateAt(place, handle, input, app.engine.sandbox, until);
      return result.ok ? { ok: true, value: new Cutter().cut(result.value, '') } : result;
    }),
  ),

  edit: calls.debug.edit.handler(({ input, context: { app }, errors }) =>
    tryWith(app, input.run, errors, (handle) => edit(handle, input.seq, input.edit, app.catalogue)),
  ),

  fork: calls.debug.fork.handler(({ input, context: { app }, errors }) => {
    const record = app.engine.journal.run(input.run);
    if (!record) throw errors.NOT_FOUND();
    const { step, version, input: given, vars, breakpoints } = input;
    return refusing(errors, async () => ({
      run: await forkRun(app, record, { step, version, input: given, vars, breakpoints }),
    }));
  }),
};
