export type { DesktopApi, EngineState, MenuCommand, OpenRequest, SavedFile, Session } from './desktop-api.ts';
export { DESKTOP_ORIGIN, DESKTOP_SCHEME } from './origin.ts';
