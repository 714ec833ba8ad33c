import { useEffect, useRef, useState } from 'react';
import type { SignInNews } from '#contract/connection';
import { engine } from '#renderer/api';
import { type Failure, failureOf } from '../state/failure.ts';
import { openAddress } from '../state/open-address.ts';

/** How a sign-in stands; `asking` until the engine has an address. */
export type SignInState = { step: 'asking' } | SignInNews;

/** A sign-in that goes on in the browser. */
export interface SigningIn {
  state: SignInState;
  /** Why what was pasted was not taken. */
  failure: Failure | undefined;
  /** Begins anew; with `paste` the user copies the address back. */
  begin(paste: boolean): void;
  finish(answer: string): Promise<void>;
}

/** Signs in with a credential; given up when the component goes. */
export function useSignIn(id: string, onDone: () => void): SigningIn {
  const [state, setState] = useState<SignInState>({ step: 'asking' });
  const [failure, setFailure] = useState<Failure>();
  const running = useRef<AbortController>(undefined);
  const done = useRef(onDone);
  done.current = onDone;
  const begin = async (paste: boolean) => {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    setState({ step: 'asking' });
    setFailure(undefined);
    try {
      for await (const news of await engine.connections.signIn({ id, paste }, { signal: mine.signal })) {
        if (mine.signal.aborted) return;
        setState(news);
        if (news.step === 'open') openAddress(news.url);
        if (news.step === 'done') done.current();
      }
    } catch (thrown) {
      if (!mine.signal.aborted) setState({ step: 'failed', ...failureOf(thrown) });
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: begins once for each credential
  useEffect(() => {
    begin(false);
    return () => running.current?.abort();
  }, [id]);
  const finish = async (answer: string) => {
    if (state.step !== 'open') return;
    setFailure(undefined);
    try {
      const { accepted } = await engine.connections.finishSignIn({ signIn: state.signIn, answer });
      if (!accepted)
        setFailure({
          message: 'That is not the answer to this sign-in.',
          hint: 'Copy the whole address that the browser shows at the end.',
        });
    } catch (thrown) {
      setFailure(failureOf(thrown));
    }
  };
  return { state, failure, begin, finish };
}
