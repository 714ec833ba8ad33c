import type { CommandGroup } from '../../command.ts';
import { add } from './add.ts';
import { bind } from './bind.ts';
import { change } from './change.ts';
import { exportTo } from './export.ts';
import { importFrom } from './import.ts';
import { list } from './list.ts';
import { rebind } from './rebind.ts';
import { remove } from './remove.ts';
import { rotate } from './rotate.ts';
import { signIn } from './sign-in.ts';
import { test } from './test.ts';
import { types } from './types.ts';

export const connections: CommandGroup = {
  name: 'connections',
  summary: 'Keeps credentials in a vault and says which flows use them.',
  details:
    'The key to the vault is in the keychain of your system, or made of a passphrase where there is\n' +
    'none. Secrets are typed, or read from a file or standard input; never given on the command line.',
  commands: [list, types, add, change, signIn, test, bind, rebind, remove, rotate, exportTo, importFrom],
};
