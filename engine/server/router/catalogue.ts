import type { ExpressionHelper } from '#contract/api';
import { describeNode } from '#contract/node';
import { helperDocs } from '#engine/expression';
import { calls } from './base.ts';

/** What expressions call a list, the window calls an array. */
const ON: Record<string, string> = { list: 'array' };

export const catalogueCalls = {
  get: calls.catalogue.get.handler(({ context: { app } }) => ({
    nodes: [...app.catalogue.values()].map(describeNode),
    helpers: helperDocs().map(
      ({ kind, name, call, doc }): ExpressionHelper => ({ on: ON[kind] ?? kind, name, signature: call, doc }),
    ),
  })),
};
