import type { Address, Email } from 'postal-mime';
import type { FileRef, FileStore, Item } from '#contract/node';

/** Bytes of the largest mail that is read. */
export const LARGEST_MAIL = 64 * 1024 * 1024;

/** What is known of a mail before it is read. */
export interface MailAbout {
  folder: string;
  uid: number;
  /** Bytes. */
  size: number;
  receivedAt: string;
  /** From the server's own reading, for mails that are not read here. */
  messageId: string | null;
  subject: string | null;
}

/** A mail as an item. What cannot be read is not lost: it is the file `mail`, with a sentence in `problem`. */
export async function mailItem(
  about: MailAbout,
  source: Uint8Array | undefined,
  files: FileStore,
  withAttachments: boolean,
): Promise<Item> {
  if (!source) {
    const problem = `The mail has ${about.size} bytes; more than ${LARGEST_MAIL} are not read.`;
    return { json: { ...EMPTY, ...about, problem } };
  }
  const { default: PostalMime } = await import('postal-mime');
  let mail: Email;
  try {
    mail = await PostalMime.parse(source, { attachmentEncoding: 'arraybuffer' });
  } catch (error) {
    const raw = await files.write(source, { name: 'mail.eml', mime: 'message/rfc822' });
    const problem = `The mail cannot be read (${error instanceof Error ? error.message : 'no reason'}): it is the file "mail".`;
    return { json: { ...EMPTY, ...about, problem }, binary: { mail: raw } };
  }
  const json = {
    ...about,
    messageId: mail.messageId ?? null,
    from: listOf(mail.from ? [mail.from] : []),
    to: listOf(mail.to),
    cc: listOf(mail.cc),
    replyTo: listOf(mail.replyTo),
    subject: mail.subject ?? '',
    date: dateOf(mail.date) ?? about.receivedAt,
    text: mail.text ?? null,
    html: mail.html ?? null,
    headers: headersOf(mail),
    attachments: mail.attachments.map(({ filename, mimeType, related }, index) => ({
      file: `attachment${index + 1}`,
      name: filename ?? '',
      mime: mimeType,
      inline: related === true,
    })),
  };
  if (!withAttachments || mail.attachments.length === 0) return { json };
  const binary: Record<string, FileRef> = {};
  for (const [index, { content, filename, mimeType }] of mail.attachments.entries()) {
    const bytes = typeof content === 'string' ? content : new Uint8Array(content);
    const name = (filename ?? '').replace(/^.*[/\\]/s, '') || `attachment${index + 1}`;
    binary[`attachment${index + 1}`] = await files.write(bytes, { name, mime: mimeType });
  }
  return { json, binary };
}

const EMPTY = {
  from: [],
  to: [],
  cc: [],
  replyTo: [],
  date: null,
  text: null,
  html: null,
  headers: {},
  attachments: [],
};

/** Groups are told as their members. */
function listOf(addresses: readonly Address[] = []): { name: string; address: string }[] {
  return addresses.flatMap((each) =>
    each.group ? listOf(each.group) : [{ name: each.name, address: each.address ?? '' }],
  );
}

/** Lower-case names; what is there several times is joined by lines. */
function headersOf({ headers }: Email): Record<string, string> {
  const joined = new Map<string, string>();
  for (const { key, value } of headers) {
    const before = joined.get(key);
    joined.set(key, before === undefined ? value : `${before}\n${value}`);
  }
  return Object.fromEntries(joined);
}

function dateOf(text: string | undefined): string | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
