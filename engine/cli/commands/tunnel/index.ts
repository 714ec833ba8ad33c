import type { CommandGroup } from '../../command.ts';
import { pair } from './pair.ts';
import { start } from './start.ts';
import { rotate, status, stop } from './status.ts';

export const tunnel: CommandGroup = {
  name: 'tunnel',
  summary: 'Brings calls from the internet to the Flowbench that is running.',
  commands: [pair, start, status, stop, rotate],
};
