import type { CommandGroup } from '../../command.ts';
import { list } from './list.ts';
import { replay } from './replay.ts';
import { show } from './show.ts';

export const events: CommandGroup = {
  name: 'events',
  summary: 'Shows what webhooks received, and replays it.',
  details:
    'A call is received (its run has not begun), started, repeated (its delivery id came before, with\n' +
    'other content), quarantined (it did not prove where it comes from) or dead (no run can be started\n' +
    'for it). These commands talk to the Flowbench that is running.',
  commands: [list, show, replay],
};
