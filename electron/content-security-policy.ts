/**
 * What the desktop window's page may load and reach: its own files, and engines on
 * this machine. The port is open because an engine that was started anew has
 * another one and the page must not lose its edits by being loaded again; what
 * listens there must still be given a token.
 * Styles may be inline: the editor and the menus make style elements as they go.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self'",
  "connect-src 'self' ws://127.0.0.1:*",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
