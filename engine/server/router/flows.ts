import { previewParam } from '#engine/host';
import { checkText } from '#engine/run';
import { bindingProblems } from '../binding-problems.ts';
import { boundSlots } from '../bound-slots.ts';
import { Cutter } from '../cut-values.ts';
import { calls } from './base.ts';

/** Milliseconds until a preview is given up: nobody looks at it any more. */
const PREVIEW_TIME = 10_000;

export const flowCalls = {
  check: calls.flows.check.handler(({ input, context: { app } }) => {
    const { flow, problems, shapes } = checkText(input.text, 'flow', app.catalogue);
    const unbound = flow ? bindingProblems(flow, boundSlots(app, flow)) : [];
    return { problems: [...problems, ...unbound], shapes: Object.fromEntries(shapes) };
  }),

  preview: calls.flows.preview.handler(async ({ input, context: { app }, signal }) => {
    const { flow, shapes } = checkText(input.text, 'flow', app.catalogue);
    if (!flow) return { ok: false, message: 'The flow cannot be read.', hint: 'See its problems.' };
    const { node, param, run, step, item } = input;
    const sample = input.sample && {
      trigger: input.sample.trigger,
      items: input.sample.items.map((json) => ({ json })),
    };
    const folded = run === undefined ? undefined : await app.past.fold(run, step);
    if (run !== undefined && !folded)
      return { ok: false, message: `There is no run ${run}.`, hint: undefined };
    const time = AbortSignal.timeout(PREVIEW_TIME);
    const result = await previewParam(
      { flow, shapes },
      { catalogue: app.catalogue, sandbox: app.engine.sandbox },
      {
        node,
        param,
        run: folded,
        step,
        item,
        sample,
        signal: signal ? AbortSignal.any([signal, time]) : time,
      },
    );
    if (!result.ok) return { ok: false, message: result.message, hint: result.hint };
    return { ok: true, value: new Cutter().cut(result.value, '') };
  }),
};
