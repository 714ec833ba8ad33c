import { styleText } from 'node:util';

export type Format = Parameters<typeof styleText>[0];

/** Formats text for a stream: plain where it is no terminal or NO_COLOR is set. */
export type Style = (format: Format, text: string) => string;

/** The style for a stream; Node knows the terminal, NO_COLOR and FORCE_COLOR. */
export function styleFor(stream: NodeJS.WriteStream): Style {
  return (format, text) => styleText(format, text, { stream });
}
