import type { NodeDefinition } from '#contract/node';
import { activate } from './activate.ts';
import { deactivate } from './deactivate.ts';
import { failure } from './failure.ts';
import { flow } from './flow.ts';
import { folder } from './folder/folder.ts';
import { form } from './form.ts';
import { manual } from './manual.ts';
import { feed } from './poll/feed/feed.ts';
import { httpPoll } from './poll/http-poll.ts';
import { queueTriggers } from './queue/index.ts';
import { schedule } from './schedule.ts';
import { webhook } from './webhook.ts';

/** Node types that start runs. */
export const triggerNodes = [
  manual,
  webhook,
  form,
  schedule,
  folder,
  httpPoll,
  feed,
  ...queueTriggers,
  flow,
  failure,
  activate,
  deactivate,
] satisfies readonly NodeDefinition[];
