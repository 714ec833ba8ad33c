import { readdir, stat } from 'node:fs/promises';
import { basename, join, matchesGlob, relative, sep } from 'node:path';

/** A file in a watched folder. */
export interface FoundFile {
  /** From the watched folder, with `/` between its parts. */
  name: string;
  path: string;
  size: number;
  modifiedAt: Date;
  /** Changes when the content does. */
  stamp: string;
  /** Also changes when another file of the same size and time takes its place. */
  identity: string;
}

export interface ScanOptions {
  /** Globs that the name (or with `/` in them the path from the folder) must match one of. */
  patterns: readonly string[];
  subfolders: boolean;
  /** Folders that are left out. */
  except: readonly string[];
}

/** What programs call files that are not whole yet. */
const UNFINISHED = /\.(part|tmp|crdownload|partial|filepart|swp)$|^~\$/i;

/** The files of a folder, by their names. Links are not followed: they may lead anywhere. */
export async function scanFolder(folder: string, options: ScanOptions): Promise<Map<string, FoundFile>> {
  const found = new Map<string, FoundFile>();
  const entries = await readdir(folder, { withFileTypes: true, recursive: options.subfolders });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !options.except.some((other) => path.startsWith(other + sep)))
    .sort();
  for (const path of paths) {
    const name = relative(folder, path).split(sep).join('/');
    if (!isWanted(name, options.patterns)) continue;
    // Gone meanwhile, or not to be read: another look will tell.
    const about = await stat(path, { bigint: true }).catch(() => undefined);
    if (!about?.isFile()) continue;
    const stamp = `${about.size}:${about.mtimeNs}`;
    found.set(name, {
      name,
      path,
      size: Number(about.size),
      modifiedAt: about.mtime,
      stamp,
      identity: `${name}:${stamp}:${about.ctimeNs}:${about.ino}`,
    });
  }
  return found;
}

function isWanted(name: string, patterns: readonly string[]): boolean {
  const last = basename(name);
  if (UNFINISHED.test(last)) return false;
  return patterns.some((pattern) => {
    if (last.startsWith('.') && !basename(pattern).startsWith('.')) return false;
    return matchesGlob(pattern.includes('/') ? name : last, pattern);
  });
}
