export { createFileStore } from './file-store.ts';
export { createFolder, type FolderOptions } from './folder.ts';
