import { createHash } from 'node:crypto';
import type { FileStore } from '#contract/node';

/** Blobs in memory, and how to look into them. */
export function memoryBlobs(): FileStore & { bytesOf(id: string): Buffer | undefined } {
  const blobs = new Map<string, Buffer>();
  return {
    async *read({ id }) {
      yield blobs.get(id) ?? Buffer.alloc(0);
    },
    async write(bytes, about) {
      const parts: Buffer[] = [];
      if (typeof bytes === 'string' || bytes instanceof Uint8Array) parts.push(Buffer.from(bytes));
      else for await (const part of bytes) parts.push(Buffer.from(part));
      const content = Buffer.concat(parts);
      const id = createHash('sha256').update(content).digest('hex');
      blobs.set(id, content);
      return { ...about, id, size: content.length };
    },
    bytesOf: (id) => blobs.get(id),
  };
}
