import { ORPCError } from '@orpc/server';
import { FlowError } from '#contract/error';

type Next = { next(): Promise<unknown> };

/**
 * What a caller hears of errors that are not agreed on for a call: the sentence of
 * those that somebody can act on; of bugs only that there was one, and the log hears the rest.
 */
export function answerErrors(onError: (error: unknown) => void) {
  return async <T extends Next>(options: T): Promise<Awaited<ReturnType<T['next']>>> => {
    try {
      return (await options.next()) as Awaited<ReturnType<T['next']>>;
    } catch (error) {
      if (error instanceof ORPCError) throw error;
      if (error instanceof FlowError && error.kind !== 'engine') {
        const { code, message, hint } = error;
        throw new ORPCError('UNPROCESSABLE_CONTENT', { message, data: { code, hint }, cause: error });
      }
      onError(error);
      throw error;
    }
  };
}
