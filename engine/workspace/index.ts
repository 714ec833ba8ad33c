export { contentHash } from './content-hash.ts';
export { type FileOnDisk, Workspace } from './workspace.ts';
export { WorkspaceError } from './workspace-error.ts';
