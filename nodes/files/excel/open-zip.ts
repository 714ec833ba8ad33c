import { type Entry, fromBufferPromise } from 'yauzl';
import { FlowError } from '#contract/error';
import { invalidExcel, MAX_PART, MAX_PARTS, MAX_RATIO, tooLargeExcel } from './limits.ts';

/** The parts of a workbook by name. */
export interface Parts {
  has(name: string): boolean;
  /** Streams a part, unpacked; throws where it is missing or larger than `maxBytes`. */
  read(name: string, maxBytes?: number): AsyncIterable<Uint8Array>;
}

/** Small parts compress well without being bombs. */
const RATIO_MATTERS_FROM = 10 * 1024 * 1024;

/** Opens an .xlsx file. What its directory says about sizes is checked here, and enforced while reading. */
export async function openZip(bytes: Buffer): Promise<Parts> {
  if (bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) {
    throw invalidExcel('is protected by a password or has the old .xls format');
  }
  const entries = new Map<string, Entry>();
  // Stays open: parts are read on demand, and it is only memory.
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, autoClose: false }).catch(
    (error: unknown) => {
      throw invalidExcel('is no .xlsx file', error);
    },
  );
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.size >= MAX_PARTS) throw tooLargeExcel('has too many parts');
      entries.set(entry.fileName.toLowerCase(), entry);
    }
  } catch (error) {
    throw error instanceof FlowError ? error : invalidExcel('is damaged', error);
  }

  async function* read(name: string, maxBytes = MAX_PART): AsyncIterable<Uint8Array> {
    const entry = entries.get(name.toLowerCase());
    if (!entry) throw invalidExcel(`lacks its part ${name}`);
    const { uncompressedSize, compressedSize } = entry;
    const isBomb = uncompressedSize > RATIO_MATTERS_FROM && uncompressedSize > compressedSize * MAX_RATIO;
    if (uncompressedSize > maxBytes || isBomb) throw tooLargeExcel(`unpacks to too much: ${name}`);
    try {
      // Fails as soon as there is more than the directory said.
      yield* await zip.openReadStreamPromise(entry);
    } catch (error) {
      throw error instanceof FlowError ? error : invalidExcel(`is damaged in its part ${name}`, error);
    }
  }

  return { has: (name) => entries.has(name.toLowerCase()), read };
}
