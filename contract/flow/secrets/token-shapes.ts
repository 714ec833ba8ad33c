/** Texts that services mark as theirs: few other things look like these. */
const SHAPES: readonly { what: string; shape: RegExp }[] = [
  { what: 'a Stripe key', shape: /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/ },
  { what: 'a GitHub token', shape: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{50,})/ },
  { what: 'a GitLab token', shape: /\bglpat-[\w-]{20,}/ },
  { what: 'a Slack token', shape: /\bxox[abeprs]-[A-Za-z0-9-]{10,}/ },
  { what: 'an AWS access key', shape: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a Google API key', shape: /\bAIza[\w-]{35}/ },
  { what: 'a SendGrid key', shape: /\bSG\.[\w-]{16,}\.[\w-]{16,}/ },
  { what: 'an npm token', shape: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { what: 'a Shopify token', shape: /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/ },
  { what: 'an API key', shape: /\bsk-[A-Za-z0-9_-]{32,}/ },
  { what: 'a Telegram bot token', shape: /\b\d{8,10}:[A-Za-z0-9_-]{35}\b/ },
  {
    what: 'a signed token (JWT)',
    shape: /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/,
  },
  {
    what: 'a private key',
    shape:
      /-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]*(?:-----END [A-Z ]{1,40}-----)?/,
  },
];

/** The first token of a known shape in a text; undefined where there is none. */
export function findToken(text: string): { what: string; secret: string; at: number } | undefined {
  for (const { what, shape } of SHAPES) {
    const found = shape.exec(text);
    if (found && !isPlaceholder(found[0])) return { what, secret: found[0], at: found.index };
  }
  return undefined;
}

/** Headers that carry nothing but a secret. */
const HEADERS =
  /^(?:proxy-)?authorization$|^(?:x-)?(?:api|access|auth|private|secret|vault|shopify-access|figma|functions)-?(?:key|token)$|^(?:x-)?apikey$|^ocp-apim-subscription-key$/i;

/** Names of query parameters and fields whose value is a secret. */
const NAMES =
  /^(?:api|app|access|auth|secret|private|subscription|consumer)[-_]?(?:key|token|secret)$|^(?:client|app|shared|webhook)[-_]?secret$|^(?:aws[-_]?)?secret[-_]?access[-_]?key$|^(?:password|passwd|pwd|bearer|refresh[-_]?token)$/i;

export function isSecretHeader(name: string): boolean {
  return HEADERS.test(name);
}

export function isSecretName(name: string): boolean {
  return NAMES.test(name);
}

/** Stands for a secret that is put in by hand or by an expression: nothing to be taken out. */
export function isPlaceholder(text: string): boolean {
  const plain = text.trim();
  return (
    plain.length < 6 ||
    plain.includes('{{') ||
    /^[<[(${%*•…]|[>\])…]$/.test(plain) ||
    /^(.)\1*$/.test(plain) ||
    /x{5,}|\*{3,}|\.\.\.|•{2,}/i.test(plain) ||
    /(?:^|[-_ ])(?:your|my|insert|change-?me|todo|example|dummy|placeholder|redacted|secret|password|token)(?:$|[-_ ])/i.test(
      plain,
    )
  );
}

/** Long, in one piece, and of letters and digits: nothing that one writes for people to read. */
export function looksRandom(text: string): boolean {
  return text.length >= 12 && /^[\w+/=.~!@#$%^&*-]+$/.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text);
}

/** Whether a query parameter is a secret. `key` and `token` name many things: there the value decides. */
export function isSecretParameter(name: string, value: string): boolean {
  if (isPlaceholder(value)) return false;
  return isSecretName(name) || (/^(?:key|token|auth|sig|signature)$/i.test(name) && looksRandom(value));
}
