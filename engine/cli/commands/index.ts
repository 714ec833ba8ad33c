import type { AnyCommand, CommandGroup } from '../command.ts';
import { activate, deactivate } from './activate.ts';
import { answer } from './answer.ts';
import { app } from './app.ts';
import { connections } from './connections/index.ts';
import { events } from './events/index.ts';
import { example } from './example.ts';
import { nodes } from './nodes.ts';
import { pack } from './pack.ts';
import { relay } from './relay/index.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';
import { runs } from './runs.ts';
import { serve } from './serve.ts';
import { show } from './show.ts';
import { tunnel } from './tunnel/index.ts';
import { unpack } from './unpack.ts';
import { validate } from './validate.ts';

/** Every command and group of commands, in the order of the help. */
export const commands: readonly (AnyCommand | CommandGroup)[] = [
  app,
  serve,
  activate,
  deactivate,
  events,
  example,
  run,
  resume,
  runs,
  show,
  answer,
  validate,
  nodes,
  connections,
  tunnel,
  relay,
  pack,
  unpack,
];
