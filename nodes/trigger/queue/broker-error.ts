import { StepError, UserError } from '#contract/error';

/** What the system says of a connection that could not be made, in words. */
const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name cannot be looked up',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ECONNRESET: 'it has closed the connection',
  EPIPE: 'it has closed the connection',
};

/** A broker that cannot be used, or that is gone. */
export function brokerError(broker: string, cause: unknown): StepError {
  const { code, message } = detailOf(cause);
  const words = code === undefined ? undefined : SYSTEM_WORDS[code];
  const isTls = /cert|self.signed|TLS|SSL/i.test(`${code} ${message}`) && words === undefined;
  return new StepError(`${broker}: ${words ?? message}`, {
    code: 'BROKER_UNREACHABLE',
    hint: isTls
      ? 'Check the certificate of the server; for one of a company, give its authority in the connection.'
      : 'It is tried again by itself. Check that the server runs and that the host and the port in the connection are right.',
    cause,
  });
}

/** A connection that worked and is gone. */
export function brokerLost(broker: string, cause?: unknown): StepError {
  const { message } = detailOf(cause);
  return new StepError(`the connection to ${broker} is lost${message === '' ? '' : `: ${message}`}`, {
    code: 'BROKER_LOST',
    hint: 'It is made again by itself; what was not acknowledged comes again then.',
    cause,
  });
}

/** A broker that does not know the user, or not the password. */
export function signInRefused(broker: string): UserError {
  return new UserError(`${broker} refuses the user or the password`, {
    code: 'SIGN_IN_REFUSED',
    hint: 'Correct them in the connection.',
  });
}

/** What is to be listened to is not there, or not allowed. */
export function sourceRefused(message: string, hint: string): UserError {
  return new UserError(message, { code: 'SOURCE_REFUSED', hint });
}

function detailOf(cause: unknown): { code: string | undefined; message: string } {
  if (cause instanceof AggregateError && cause.errors.length > 0) return detailOf(cause.errors[0]);
  if (!(cause instanceof Error))
    return { code: undefined, message: cause === undefined ? '' : String(cause) };
  const { code } = cause as { code?: unknown };
  return { code: typeof code === 'string' ? code : undefined, message: cause.message.replace(/\.$/, '') };
}
