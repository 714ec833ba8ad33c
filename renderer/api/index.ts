export { type Engine, engine } from './client.ts';
export { type ConnectionState, connect, useConnection, whenOpen } from './connection.ts';
export { codeOf, dataOf, sentenceOf } from './failure.ts';
export { follow } from './follow.ts';
export { findSession, type Session } from './session.ts';
