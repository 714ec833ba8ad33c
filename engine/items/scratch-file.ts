import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '#contract/error';

/** Bytes that are handed out and taken back together. */
const BLOCK = 32 * 1024;

/** Where something stands in a scratch file. */
export interface Place {
  bytes: number;
  blocks: readonly number[];
}

/** One temporary file in which things are put aside. What is freed is used again, so that it does not grow for ever. */
export class ScratchFile {
  readonly #folder: string;
  #open: { fd: number; path: string } | undefined;
  #blocks = 0;
  readonly #free: number[] = [];

  /** @param folder made, with the file, when something is first written */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Bytes the file takes, free blocks included. */
  get size(): number {
    return this.#blocks * BLOCK;
  }

  /** @throws UserError `SCRATCH_FAILED` where the disk takes no more */
  write(content: Buffer): Place {
    try {
      return this.#write(content);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new UserError(
        `Lists that do not fit in memory cannot be put aside in ${this.#folder}: ${reason}`,
        {
          code: 'SCRATCH_FAILED',
          hint: 'Make space on the disk, then run the flow again.',
          cause,
        },
      );
    }
  }

  #write(content: Buffer): Place {
    const { fd } = this.#opened();
    const blocks: number[] = [];
    for (let at = 0; at < content.length; at += BLOCK) {
      const block = this.#free.pop() ?? this.#blocks++;
      blocks.push(block);
      writeSync(fd, content, at, Math.min(BLOCK, content.length - at), block * BLOCK);
    }
    return { bytes: content.length, blocks };
  }

  read({ bytes, blocks }: Place): Buffer {
    const { fd } = this.#opened();
    const content = Buffer.allocUnsafe(bytes);
    for (const [k, block] of blocks.entries()) {
      const at = k * BLOCK;
      readSync(fd, content, at, Math.min(BLOCK, bytes - at), block * BLOCK);
    }
    return content;
  }

  free({ blocks }: Place): void {
    for (const block of blocks) this.#free.push(block);
  }

  close(): void {
    if (!this.#open) return;
    closeSync(this.#open.fd);
    rmSync(this.#open.path, { force: true });
    this.#open = undefined;
  }

  #opened(): { fd: number; path: string } {
    if (!this.#open) {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const path = join(this.#folder, `items-${process.pid}-${crypto.randomUUID()}.tmp`);
      this.#open = { fd: openSync(path, 'wx+', 0o600), path };
    }
    return this.#open;
  }
}
