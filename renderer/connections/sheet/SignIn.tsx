import { Copy, ExternalLink } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button, Field, StateGlyph, useToasts } from '#renderer/ui';
import { FailureLines } from '../FailureLines.tsx';
import { openAddress } from '../state/open-address.ts';
import { type SigningIn, useSignIn } from './use-sign-in.ts';

interface SignInProps {
  /** Credential to sign in with. */
  id: string;
  onDone(): void;
  /** Given up by the user. */
  onEnd(): void;
}

/** Signing in, which goes on in the browser: what to do there, and how it stands. */
export function SignIn({ id, onDone, onEnd }: SignInProps) {
  const signing = useSignIn(id, onDone);
  const { state } = signing;
  const section = useRef<HTMLElement>(null);
  // It begins at a button below a long form.
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const ended = state.step === 'done' || state.step === 'failed';
  return (
    <section ref={section} className="sign-in" aria-label="Sign in">
      <div role="status" aria-live="polite">
        {state.step === 'asking' && (
          <Line state="waiting" title="Asking the service…" text="The browser opens in a moment." />
        )}
        {state.step === 'open' && (
          <Line
            state="waiting"
            title="Waiting for you in the browser"
            text="Sign in there and allow the access; this goes on by itself."
          />
        )}
        {state.step === 'code' && (
          <Line state="waiting" title="Type this code in the browser" text="This goes on by itself then." />
        )}
        {state.step === 'done' && (
          <Line state="done" title="Signed in" text="The access is kept with your secrets." />
        )}
      </div>
      {state.step === 'failed' && <FailureLines failure={state} />}
      {state.step === 'open' && <InBrowser signing={signing} url={state.url} paste={state.paste} />}
      {state.step === 'code' && <DeviceCode url={state.url} code={state.userCode} />}
      <div className="row">
        {state.step === 'failed' && (
          <Button small onClick={() => signing.begin(false)}>
            Try again
          </Button>
        )}
        {!ended && (
          <Button small look="bare" onClick={onEnd}>
            Stop signing in
          </Button>
        )}
      </div>
    </section>
  );
}

function Line({ state, title, text }: { state: 'waiting' | 'done'; title: string; text: string }) {
  return (
    <div className="sign-in-line">
      <StateGlyph state={state} silent />
      <span>
        <b>{title}</b> <span className="muted">{text}</span>
      </span>
    </div>
  );
}

function InBrowser({ signing, url, paste }: { signing: SigningIn; url: string; paste: boolean }) {
  const [answer, setAnswer] = useState('');
  return (
    <>
      <div className="row">
        <Button small onClick={() => openAddress(url)}>
          <ExternalLink size={13} aria-hidden />
          Open the browser again
        </Button>
        <CopyButton what="address" text={url} />
        {!paste && (
          <button type="button" className="link" onClick={() => signing.begin(true)}>
            It does not come back?
          </button>
        )}
      </div>
      {paste && (
        <div className="credential-test-row">
          <Field label="Address or code that the browser ends at">
            {(ids) => (
              <input
                {...ids}
                className="input mono"
                value={answer}
                autoComplete="off"
                onChange={(event) => setAnswer(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter') return;
                  event.preventDefault();
                  signing.finish(answer);
                }}
              />
            )}
          </Field>
          <Button disabled={answer.trim() === ''} onClick={() => signing.finish(answer.trim())}>
            Go on
          </Button>
        </div>
      )}
      <FailureLines failure={signing.failure} />
    </>
  );
}

function DeviceCode({ url, code }: { url: string; code: string }) {
  return (
    <div className="row">
      <output className="device-code mono">{code}</output>
      <CopyButton what="code" text={code} />
      <Button small onClick={() => openAddress(url)}>
        <ExternalLink size={13} aria-hidden />
        Open the page
      </Button>
    </div>
  );
}

function CopyButton({ what, text }: { what: string; text: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    useToasts.getState().show({ state: 'done', text: `The ${what} is copied` });
  };
  return (
    <Button small onClick={() => copy().catch(() => undefined)}>
      <Copy size={13} aria-hidden />
      Copy the {what}
    </Button>
  );
}
