/** Why a file of the workspace was not given or changed. */
export class WorkspaceError extends Error {
  readonly code: 'NOT_FOUND' | 'FORBIDDEN_PATH' | 'EXISTS' | 'BROKEN_FIXTURES';

  constructor(code: WorkspaceError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
