import type { NodeDefinition } from '#contract/node';
import { aggregate } from './aggregate.ts';
import { code } from './code.ts';
import { limit } from './limit.ts';
import { map } from './map.ts';
import { removeDuplicates } from './remove-duplicates.ts';
import { sort } from './sort.ts';
import { splitOut } from './split-out.ts';
import { summarise } from './summarise.ts';
import { validate } from './validate.ts';

/** Node types that compute items from items. */
export const dataNodes = [
  map,
  code,
  splitOut,
  aggregate,
  summarise,
  sort,
  limit,
  removeDuplicates,
  validate,
] satisfies readonly NodeDefinition[];
