import type { CommandGroup } from '../../command.ts';
import { backup, restore } from './backup.ts';
import { code } from './code.ts';
import { devices } from './devices.ts';
import { revoke } from './revoke.ts';
import { start } from './start.ts';

export const relay: CommandGroup = {
  name: 'relay',
  summary: 'Keeps calls from the internet while your machine sleeps; for a server of your own.',
  own: start,
  commands: [code, devices, revoke, backup, restore],
};
