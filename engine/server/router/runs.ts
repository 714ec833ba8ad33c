import { UserError } from '#contract/error';
import { followRun, toWaitAnswer } from '#engine/host';
import { Cutter } from '../cut-values.ts';
import { retryRun } from '../retry-run.ts';
import { errorOf, runEntry } from '../run-entry.ts';
import { runNode } from '../run-node.ts';
import { startRun } from '../start-run.ts';
import { stepItems } from '../step-items.ts';
import { calls } from './base.ts';
import { begun } from './begun.ts';

/** Items that stay of each list in a fact: enough for a first look, the rest comes in pages. */
const ITEMS_PER_FACT = 20;
/** Characters of one of them. */
const MOST_OF_ITEM = 20_000;

export const runCalls = {
  start: calls.runs.start.handler(async ({ input, context: { app }, errors }) => {
    return begun(await startRun(app, { ...input, path: input.path || 'new.flow.json' }), errors);
  }),

  node: calls.runs.node.handler(async ({ input, context: { app }, errors }) => {
    return begun(await runNode(app, { ...input, path: input.path || 'new.flow.json' }), errors);
  }),

  cancel: calls.runs.cancel.handler(({ input: { run }, context: { app }, errors }) => {
    if (!app.engine.journal.run(run)) throw errors.NOT_FOUND();
    const handle = app.engine.run(run);
    if (handle?.state.status !== 'running') return { cancelled: false };
    handle.cancel();
    return { cancelled: true };
  }),

  retry: calls.runs.retry.handler(async ({ input, context: { app }, errors }) => {
    const record = app.engine.journal.run(input.run);
    if (!record) throw errors.NOT_FOUND();
    try {
      const { step, failedIterations, version } = input;
      return { run: await retryRun(app, record, { step, failedIterations, version }) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const message = [error.message, error.hint].filter(Boolean).join(' ');
      throw errors.CANNOT_RETRY({ message, data: { message } });
    }
  }),

  link: calls.runs.link.handler(({ input, context: { app }, errors }) => {
    const { journal, links } = app.engine;
    const url = journal.run(input.run) && links.linkOf(input);
    if (url === undefined) throw errors.NOT_FOUND();
    return { url };
  }),

  answer: calls.runs.answer.handler(({ input, context: { app }, errors }) => {
    if (!app.engine.journal.run(input.run)) throw errors.NOT_FOUND();
    const { run, step, answer, comment } = input;
    const words = toWaitAnswer(answer, comment === undefined ? {} : { comment });
    try {
      app.engine.run(run)?.answer(step, words);
    } catch (error) {
      // It waits for something else, or no longer: another window was quicker.
      if (error instanceof UserError) return { answered: false };
      throw error;
    }
    return { answered: app.engine.run(run) !== undefined };
  }),

  events: calls.runs.events.handler(({ input, context: { app }, errors, signal }) => {
    const { run, afterSeq } = input;
    const { journal } = app.engine;
    if (!journal.run(run)) throw errors.NOT_FOUND();
    return followRun(journal, run, {
      handle: app.engine.run(run),
      afterSeq,
      keep: ITEMS_PER_FACT,
      shrink: (item) => new Cutter(MOST_OF_ITEM).cut(item, ''),
      signal: signal ?? new AbortController().signal,
    });
  }),

  list: calls.runs.list.handler(async ({ input, context: { app } }) => {
    const { runs, more } = await app.search.find(input);
    return { runs: runs.map((record) => runEntry(record, app.files)), more };
  }),

  get: calls.runs.get.handler(async ({ input: { run }, context: { app }, errors }) => {
    const { journal } = app.engine;
    const record = journal.run(run);
    if (!record) throw errors.NOT_FOUND();
    return {
      entry: runEntry(record, app.files),
      text: journal.flow(record.flow.hash) ?? '',
      error: await errorOf(journal, record),
    };
  }),

  items: calls.runs.items.handler(async ({ input, context: { app }, errors }) => {
    const page = await stepItems(app, input);
    if (!page) throw errors.NOT_FOUND();
    return page;
  }),

  file: calls.runs.file.handler(async ({ input: { id, from, count }, context: { app }, errors }) => {
    const part = await app.engine.files.readPart(id, from, count);
    if (!part) throw errors.NOT_FOUND();
    return { bytes: part.bytes.toString('base64'), size: part.size };
  }),
};
