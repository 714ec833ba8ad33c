/** What the process that talks to the keychain is asked, as JSON on its standard input. */
export type KeychainQuestion =
  | { do: 'read' | 'remove'; account: string }
  | { do: 'write'; account: string; value: string };

/** What it answers on its standard output; without a value where there is nothing. */
export type KeychainAnswer = { value?: string } | { failed: { at: 'connect' | 'use'; reason: string } };
