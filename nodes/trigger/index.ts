import type { NodeDefinition } from '#contract/node';
import { activate } from './activate.ts';
import { deactivate } from './deactivate.ts';
import { failure } from './failure.ts';
import { flow } from './flow.ts';
import { manual } from './manual.ts';
import { schedule } from './schedule.ts';
import { webhook } from './webhook.ts';

/** Node types that start runs. */
export const triggerNodes = [
  manual,
  webhook,
  schedule,
  flow,
  failure,
  activate,
  deactivate,
] satisfies readonly NodeDefinition[];
