export { type BlobStore, createFileStore } from './file-store.ts';
export { createFolder, type FolderOptions } from './folder.ts';
export { checkPathForm } from './path-form.ts';
