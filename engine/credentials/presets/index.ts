import type { ConnectionPreset } from '#contract/connection';
import { keyPresets } from './keys.ts';
import { signInPresets } from './sign-ins.ts';

/** Services whose settings are known, those with a key or token to paste first. */
export const connectionPresets: readonly ConnectionPreset[] = [...keyPresets, ...signInPresets];
