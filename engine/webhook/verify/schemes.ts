import type { HmacScheme } from '#contract/node';

/** Services that sign with one HMAC in one header. Sources: their own documentation of webhooks. */
export const SCHEMES = {
  github: {
    header: 'x-hub-signature-256',
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    signed: '{body}',
  },
  slack: {
    header: 'x-slack-signature',
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: 'v0=',
    signed: 'v0:{timestamp}:{body}',
    timestamp: 'x-slack-request-timestamp',
  },
  shopify: {
    header: 'x-shopify-hmac-sha256',
    algorithm: 'sha256',
    encoding: 'base64',
    prefix: '',
    signed: '{body}',
  },
  zoom: {
    header: 'x-zm-signature',
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: 'v0=',
    signed: 'v0:{timestamp}:{body}',
    timestamp: 'x-zm-request-timestamp',
  },
  dropbox: {
    header: 'x-dropbox-signature',
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: '',
    signed: '{body}',
  },
  /** Facebook, Instagram, WhatsApp. */
  meta: {
    header: 'x-hub-signature-256',
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: 'sha256=',
    signed: '{body}',
  },
  x: {
    header: 'x-twitter-webhooks-signature',
    algorithm: 'sha256',
    encoding: 'base64',
    prefix: 'sha256=',
    signed: '{body}',
  },
} as const satisfies Record<string, HmacScheme>;
