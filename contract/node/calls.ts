/** What a trigger that takes calls from outside says about them: the parameters of a webhook, checked. */
export interface CallParams {
  /** The end of its address; parts that begin with `:` are parameters. */
  path: string;
  /** An HTTP method, or `ANY`. */
  method: string;
  /** When the caller gets its answer: once the call is on disk, when the flow has ended, or from a Respond node. */
  respond: 'received' | 'finished' | 'node';
  /** Duration after which a caller gets an address for the answer instead of the answer. */
  deadline: string;
  auth?: 'basic' | 'bearer' | 'header' | 'jwt' | undefined;
  /** Header of `auth: 'header'`. */
  authHeader: string;
  signature?: CallSignature | undefined;
  /** How an own signature (`hmac`) is made. */
  hmac?: { [K in keyof HmacScheme]?: HmacScheme[K] | undefined } | undefined;
  /** The service whose question whether the address is ours is answered; default the one of the signature. */
  handshake?: CallHandshake | undefined;
  /** Default any. */
  contentTypes?: readonly string[] | undefined;
  /** Megabytes. */
  maxSize: number;
  /** So many calls in the duration `per`; default any number. */
  maxCalls?: number | undefined;
  per: string;
  /** Addresses and networks that may call; default all. */
  allow?: readonly string[] | undefined;
  /** Calls come from a page with this form. */
  form?: CallForm | undefined;
}

/** A page with a form, in plain text. */
export interface CallForm {
  title: string;
  intro?: string | undefined;
  fields: readonly CallFormField[];
  /** What the button says. */
  submit: string;
  /** What the page says once it has been sent. */
  thanks: string;
}

export interface CallFormField {
  name: string;
  label: string;
  type: 'text' | 'multiline' | 'email' | 'number' | 'date' | 'choice' | 'checkbox' | 'file';
  required: boolean;
  /** Of a choice. */
  options?: readonly string[] | undefined;
  help?: string | undefined;
}

export type CallSignature =
  | 'github'
  | 'stripe'
  | 'slack'
  | 'shopify'
  | 'twilio'
  | 'standard'
  | 'zoom'
  | 'dropbox'
  | 'meta'
  | 'x'
  | 'hmac';

export type CallHandshake = 'slack' | 'graph' | 'meta' | 'dropbox' | 'zoom' | 'x';

/** How a service signs with a shared key: what most of them do, as data. */
export interface HmacScheme {
  /** Header with the signature. */
  header: string;
  algorithm: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  encoding: 'hex' | 'base64';
  /** What stands before the signature, such as `sha256=`. */
  prefix: string;
  /** What is signed, with `{body}` and `{timestamp}` in it. */
  signed: string;
  /** Header with the time of signing, in seconds since 1970. */
  timestamp?: string | undefined;
}
