import { isJsonObject } from '#contract/node';

/** What a mailbox says of a mail without showing it. */
export interface MailStamp {
  uid: number;
  /** When the server got it, milliseconds since 1970. */
  at: number;
  messageId: string;
}

/**
 * How far a folder has been dealt with. Numbers of mails (UIDs) go up, and hold for one
 * `validity` of the folder; when the server begins a new one, mails are known by when they came.
 */
export interface MailMemory {
  folder: string;
  validity: string;
  /** Mails up to this number start no run any more. */
  last: number;
  /** Nor do these, after it. */
  skip: readonly number[];
  /** When the latest of them came, and the ids of those that came then. */
  at: number;
  ids: readonly string[];
}

/** What was kept of this folder; undefined where nothing was. */
export function recallMail(cursor: unknown, folder: string): MailMemory | undefined {
  return isJsonObject(cursor) && cursor.folder === folder ? (cursor as unknown as MailMemory) : undefined;
}

/** A memory in which these mails are known. */
export function knowing(folder: string, validity: string, stamps: readonly MailStamp[]): MailMemory {
  const empty = { folder, validity, last: 0, skip: [], at: 0, ids: [] };
  return stamps.reduce<MailMemory>(noted, empty);
}

/** The memory once a mail has been dealt with; mails come in the order of their numbers. */
export function noted(memory: MailMemory, { uid, at, messageId }: MailStamp): MailMemory {
  const last = Math.max(memory.last, uid);
  const skip = memory.skip.filter((skipped) => skipped > last);
  if (at < memory.at) return { ...memory, last, skip };
  const ids = at === memory.at ? [...memory.ids, messageId] : [messageId];
  return { ...memory, last, skip, at, ids };
}

/** The memory after the server has numbered its mails anew. */
export function renumbered(memory: MailMemory, validity: string, stamps: readonly MailStamp[]): MailMemory {
  const isKnown = ({ at, messageId }: MailStamp): boolean =>
    at < memory.at || (at === memory.at && memory.ids.includes(messageId));
  const sorted = stamps.toSorted((a, b) => a.uid - b.uid);
  const firstNew = sorted.findIndex((stamp) => !isKnown(stamp));
  const known = sorted.slice(0, firstNew < 0 ? sorted.length : firstNew);
  const skip = sorted.slice(known.length).filter(isKnown);
  return { ...memory, validity, last: known.at(-1)?.uid ?? 0, skip: skip.map(({ uid }) => uid) };
}
