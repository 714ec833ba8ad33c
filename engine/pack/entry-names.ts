import { FlowError } from '#contract/error';
import { checkPathForm } from '#engine/files';
import { isLeftOut } from '#engine/workspace';
import { ASK_FOR_ANOTHER, badPack } from './limits.ts';

const LONGEST = 512;
const LONGEST_PART = 200;

/**
 * Checks the names in a pack one by one: each must be a plain relative path that
 * means the same on every system, and no two may come to lie on each other.
 */
export class EntryNames {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  /** @throws UserError `INVALID_PACK` */
  add(name: string): void {
    const why = refuse(name);
    if (why) throw badPack(`has an entry ${shown(name)} ${why}`, ASK_FOR_ANOTHER);
    const isFolder = name.endsWith('/');
    const parts = keyOf(name).split('/');
    if (isFolder) parts.pop();
    const path = parts.join('/');
    const folders = parts.map((_, end) => parts.slice(0, end).join('/')).slice(1);
    if (isFolder) folders.push(path);
    const isTwice =
      folders.some((folder) => this.#files.has(folder)) ||
      (!isFolder && (this.#files.has(path) || this.#folders.has(path)));
    if (isTwice) throw badPack(`has two entries at ${shown(name)}`, ASK_FOR_ANOTHER);
    for (const folder of folders) this.#folders.add(folder);
    if (!isFolder) this.#files.add(path);
  }
}

/** Names that differ only so are one file on some systems. */
function keyOf(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function refuse(name: string): string | undefined {
  if (name.length > LONGEST) return 'with a name that is too long';
  if (name.includes('\\')) return 'with a backslash in its name';
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return 'with an absolute name';
  const parts = name.replace(/\/$/, '').split('/');
  if (parts.includes('..')) return 'that leads out of its folder';
  if (parts.some((part) => part === '' || part === '.')) return 'with an empty part in its name';
  if (parts.some(isLeftOut)) return 'that is hidden or belongs to installed packages';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  if (/[\u0000-\u001f\u007f<>"|?*]/.test(name) || parts.some((part) => /[. ]$/.test(part))) {
    return 'with a name that not every system allows';
  }
  if (parts.some((part) => part.length > LONGEST_PART)) return 'with a name that is too long';
  try {
    // Device names and colons mean something on Windows, whatever system this is.
    checkPathForm(name, 'win32');
    return undefined;
  } catch (error) {
    if (error instanceof FlowError) return 'with a name that not every system allows';
    throw error;
  }
}

function shown(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
