import { parseDuration } from '#contract/flow';
import type { CallParams, HmacScheme } from '#contract/node';

/** The parameters of a trigger that takes calls, ready to be used: times in milliseconds, sizes in bytes. */
export interface WebhookSettings {
  /** Parts of the path; those that begin with `:` are parameters. */
  path: readonly string[];
  /** Undefined: any. */
  methods: readonly string[] | undefined;
  respond: 'received' | 'finished' | 'node';
  deadline: number;
  auth: CallParams['auth'];
  authHeader: string;
  signature: CallParams['signature'];
  hmac: HmacScheme;
  handshake: CallParams['handshake'];
  contentTypes: readonly string[] | undefined;
  maxBody: number;
  maxCalls: number | undefined;
  per: number;
  allow: readonly string[] | undefined;
  form: CallParams['form'];
}

const MEGABYTE = 1024 * 1024;
const HMAC: HmacScheme = {
  header: 'x-signature',
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: '',
  signed: '{body}',
};
/** Services whose signature comes with a handshake of their own. */
const SHAKES_HANDS = ['slack', 'meta', 'dropbox', 'zoom', 'x'] as const;

export function settingsOf(params: CallParams): WebhookSettings {
  const { signature, handshake } = params;
  return {
    path: params.path.split('/').filter(Boolean),
    methods: params.method === 'ANY' ? undefined : [params.method],
    respond: params.respond,
    deadline: parseDuration(params.deadline) ?? 30_000,
    auth: params.auth,
    authHeader: params.authHeader.toLowerCase(),
    signature,
    hmac: { ...HMAC, ...given(params.hmac) },
    handshake: handshake ?? SHAKES_HANDS.find((name) => name === signature),
    contentTypes: params.contentTypes?.map((type) => type.toLowerCase()),
    maxBody: params.maxSize * MEGABYTE,
    maxCalls: params.maxCalls,
    per: parseDuration(params.per) ?? 60_000,
    allow: params.allow,
    form: params.form,
  };
}

function given(scheme: CallParams['hmac']): Partial<HmacScheme> {
  return Object.fromEntries(Object.entries(scheme ?? {}).filter(([, value]) => value !== undefined));
}
