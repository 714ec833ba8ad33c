import { UserError } from '#contract/error';

/** Most files and folders in a pack. */
export const MAX_ENTRIES = 1_000;
/** Most bytes that a pack may unpack to. */
export const MAX_UNPACKED = 200 * 1024 * 1024;
/** Most bytes of one flow file. */
export const MAX_FLOW = 20 * 1024 * 1024;
/** The format of packs that this build reads and writes. */
export const PACK_VERSION = 1;
/** The entry that says what the archive is. */
export const MANIFEST = 'flowpack.json';
/** How packs end. */
export const PACK_SUFFIX = '.flowpack';

/** The one sentence for a pack that is not taken. */
export function badPack(why: string, hint: string, cause?: unknown): UserError {
  return new UserError(`The pack ${why}; nothing was unpacked.`, { code: 'INVALID_PACK', hint, cause });
}

/** The pack was made by hand or with ill will: what to do is the same. */
export const ASK_FOR_ANOTHER = 'Ask whoever made it for one that Flowbench exported.';
