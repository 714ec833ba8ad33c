import type { NodeDefinition } from '#contract/node';
import { callFlow } from './call-flow.ts';
import { delay } from './delay.ts';
import { filter } from './filter.ts';
import { forEach } from './for-each.ts';
import { ifNode } from './if.ts';
import { merge } from './merge.ts';
import { next } from './next.ts';
import { nothing } from './nothing.ts';
import { repeat } from './repeat.ts';
import { respond } from './respond.ts';
import { stop } from './stop.ts';
import { stopLoop } from './stop-loop.ts';
import { switchNode } from './switch.ts';
import { tryNode } from './try.ts';
import { waitFor } from './wait-for.ts';

/** Node types that steer where items go and when. */
export const controlNodes = [
  ifNode,
  switchNode,
  filter,
  merge,
  forEach,
  repeat,
  tryNode,
  next,
  stopLoop,
  delay,
  waitFor,
  callFlow,
  respond,
  stop,
  nothing,
] satisfies readonly NodeDefinition[];
