import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import type { ConnectionPreset, ConnectionTypeDescription } from '#contract/connection';
import { Button, Field } from '#renderer/ui';
import { TestAnswer } from './TestAnswer.tsx';
import type { CredentialFormState } from './use-credential-form.ts';

interface TestSectionProps {
  form: CredentialFormState;
  type: ConnectionTypeDescription;
  preset: ConnectionPreset | undefined;
}

/** Uses the credential once and says in place how that went. */
export function TestSection({ form, type, preset }: TestSectionProps) {
  const [address, setAddress] = useState<string>();
  const asks = type.group === 'web' && !preset?.test && !type.signIn;
  const [host] = form.draft.hosts;
  const suggested = host === undefined || host.startsWith('*') ? '' : `https://${host}/`;
  const url = address ?? suggested;
  const fits = /^https?:\/\/\S+$/i.test(url);
  return (
    <section className="credential-test" aria-label="Test">
      <div className="credential-test-row">
        {asks ? (
          <Field
            label="Try it with"
            hint="An address that only reads, for example one that says who you are."
          >
            {(ids) => (
              <input
                {...ids}
                className="input mono"
                value={url}
                placeholder="https://api.example.com/me"
                onChange={(event) => setAddress(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter') return;
                  event.preventDefault();
                  if (fits) form.test(url);
                }}
              />
            )}
          </Field>
        ) : (
          <span className="field-hint grow">
            {preset?.test
              ? 'A request that only reads shows whether it works.'
              : 'One harmless use shows whether it works.'}
          </span>
        )}
        <Button disabled={form.busy || (asks && !fits)} onClick={() => form.test(asks ? url : undefined)}>
          <FlaskConical size={14} aria-hidden />
          {form.dirty ? 'Save and test' : 'Test'}
        </Button>
      </div>
      <TestAnswer answer={form.answer} busy={form.busy} />
    </section>
  );
}
