import { UserError } from '#contract/error';

/** Names that Windows takes as devices, with or without an extension. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;
const DRIVE = /^[a-z]:/i;

/**
 * Refuses paths by their form alone, before the disk is asked: those that no
 * system should be given, and those that mean different things on different
 * systems.
 */
export function checkPathForm(path: string, platform: NodeJS.Platform): void {
  if (path === '') throw badPath(path, 'is empty', 'Give the name of a file, for example orders.csv.');
  if (path.includes('\0'))
    throw badPath(path, 'contains a zero byte', 'Remove invisible characters from it.');
  if (path.startsWith('\\\\') || path.startsWith('//')) {
    throw badPath(
      path,
      'is a network or device path',
      'Use a folder that is mounted under a drive or directory.',
    );
  }
  if (platform !== 'win32') {
    if (DRIVE.test(path) && /^[a-z]:(\\|\/|$)/i.test(path)) {
      throw badPath(path, 'is a Windows path', 'Use a path relative to the flow file, it works everywhere.');
    }
    return;
  }
  checkWindowsForm(path);
}

function checkWindowsForm(path: string): void {
  if (DRIVE.test(path) && !/^[a-z]:[\\/]/i.test(path)) {
    throw badPath(
      path,
      'names a drive without a folder',
      'Write the whole path, for example C:\\data\\orders.csv.',
    );
  }
  const parts = path.replace(DRIVE, '').split(/[\\/]/);
  for (const part of parts) {
    // A colon opens an alternate data stream: bytes that no folder listing shows.
    if (part.includes(':')) throw badPath(path, 'contains a colon', 'Remove the colon from the name.');
    if (DEVICE.test(part.trim())) throw badPath(path, 'names a device', 'Choose another file name.');
    if (/[. ]$/.test(part) && part !== '.' && part !== '..') {
      throw badPath(path, 'has a name that ends in a dot or space', 'Remove the dot or space.');
    }
  }
}

function badPath(path: string, problem: string, hint: string): UserError {
  return new UserError(`The path ${JSON.stringify(path)} ${problem}`, { code: 'INVALID_PATH', hint });
}
