/** How a request carries a secret: what a connection would do instead. */
export type SentSecret =
  | { as: 'bearer'; token: string }
  | { as: 'basic'; user: string; password: string }
  | { as: 'header'; name: string; value: string }
  | { as: 'query'; name: string; value: string };

/** A secret that stands in a parameter. */
export interface SecretLiteral {
  node: string;
  /** Where it is within the node's parameters. */
  path: readonly (string | number)[];
  /** What it looks like, for people: “a GitHub token”. */
  what: string;
  /** The secret as it stands in the text: only for taking it out, never to be shown. */
  secret: string;
  /** Where a connection can send it instead; `rest` is the parameter without it, undefined where nothing is left. */
  move?: { sent: SentSecret; rest: string | undefined };
}
