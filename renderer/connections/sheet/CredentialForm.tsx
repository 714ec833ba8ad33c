import { type FormEvent, useId, useState } from 'react';
import type { ConnectionTypeDescription, CredentialDraft, CredentialEntry } from '#contract/connection';
import { PlainField } from '#renderer/form';
import { Button, Dialog, Field } from '#renderer/ui';
import { CredentialTile } from '../CredentialTile.tsx';
import { FailureLines } from '../FailureLines.tsx';
import { HostsField } from '../HostsField.tsx';
import { fieldsOf } from '../model/draft.ts';
import { useConnections } from '../state/store.ts';
import { KindHelp } from './KindHelp.tsx';
import { RateFields } from './RateFields.tsx';
import { SecretField } from './SecretField.tsx';
import { SignIn } from './SignIn.tsx';
import { TestSection } from './TestSection.tsx';
import { useCredentialForm } from './use-credential-form.ts';

interface CredentialFormProps {
  draft: CredentialDraft;
  type: ConnectionTypeDescription;
  /** The one that is changed; undefined for a new one. */
  entry: CredentialEntry | undefined;
  /** Begins to sign in at once. */
  signIn: boolean;
  /** To another type or service, while it is new. */
  onBack: (() => void) | undefined;
  onClose(): void;
  /** Saved and finished. */
  onDone(entry: CredentialEntry): void;
}

/** The form of a credential, from its type's fields: secrets go in and never come back. */
export function CredentialForm(props: CredentialFormProps) {
  const { draft: begin, type, entry, onBack, onClose, onDone } = props;
  const id = useId();
  const form = useCredentialForm(begin, type, entry);
  const { draft, saved, wrong } = form;
  const [signing, setSigning] = useState(props.signIn ? entry?.id : undefined);
  const preset = useConnections((state) => state.presets.find((each) => each.id === draft.preset));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const kept = await form.save();
    if (kept) onDone(kept);
    else toFirstWrong(event.target);
  };
  const signIn = async () => {
    const kept = await form.save();
    if (kept) setSigning(kept.id);
  };
  return (
    <Dialog
      sheet
      title={entry ? `Edit ${entry.name}` : `New credential: ${preset?.title ?? type.title}`}
      text={
        <span className="kind-line">
          <CredentialTile type={type.type} preset={draft.preset} />
          {type.title}
          {onBack && !saved && (
            <button type="button" className="link" onClick={onBack}>
              Choose another
            </button>
          )}
        </span>
      }
      onClose={() => (saved && !entry ? onDone(saved) : onClose())}
      actions={
        <>
          {type.signIn && (
            <Button disabled={form.busy || signing !== undefined} onClick={signIn}>
              {form.dirty ? 'Save and sign in' : 'Sign in'}
            </Button>
          )}
          <span className="grow" />
          {form.dirty && (
            <Button onClick={() => (saved && !entry ? onDone(saved) : onClose())}>Cancel</Button>
          )}
          <Button look="primary" type="submit" form={id} disabled={form.busy}>
            {saved && !form.dirty ? 'Done' : 'Save'}
          </Button>
        </>
      }
    >
      <form id={id} className="credential-form" onSubmit={submit} noValidate>
        {signing === undefined ? (
          <KindHelp type={type} preset={preset} />
        ) : (
          <SignIn id={signing} onEnd={() => setSigning(undefined)} onDone={form.signedIn} />
        )}
        <Field label="Name" hint="What you call it; nobody else sees it." error={wrong.name}>
          {(ids) => (
            <input
              {...ids}
              className="input"
              autoFocus
              onFocus={(event) => !saved && event.target.select()}
              value={draft.name}
              onChange={(event) => form.change({ name: event.target.value })}
            />
          )}
        </Field>
        {fieldsOf(type, draft.values).map((field) => {
          const problem = wrong[field.key];
          if (field.secret) {
            return (
              <SecretField
                key={field.key}
                field={field}
                value={draft.values[field.key]}
                filled={saved?.filled.includes(field.key) ?? false}
                error={problem}
                onChange={(value) => form.setValue(field.key, value)}
              />
            );
          }
          return (
            <PlainField
              key={field.key}
              field={field}
              value={draft.values[field.key]}
              problems={
                problem === undefined ? [] : [{ severity: 'error', code: 'MISSING', message: problem }]
              }
              onChange={(value) => form.setValue(field.key, value)}
            />
          );
        })}
        <HostsField
          hosts={draft.hosts}
          error={wrong.hosts}
          {...(draft.hosts.length === 0 ? { hint: noHosts(type) } : {})}
          onChange={(hosts) => form.change({ hosts })}
        />
        <RateFields rate={draft.rate} onChange={(rate) => form.change({ rate })} />
        <TestSection form={form} type={type} preset={preset} />
        <FailureLines failure={form.failure} />
        <p className="field-hint">
          Secrets are encrypted on this machine and never shown again, also not in logs, runs or exports of
          flows.
        </p>
      </form>
    </Dialog>
  );
}

/** Leads to what has to be put right, once it is drawn as wrong. */
function toFirstWrong(form: EventTarget): void {
  requestAnimationFrame(() => {
    if (form instanceof HTMLElement) form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
}

function noHosts({ group }: ConnectionTypeDescription): string {
  return group === 'web'
    ? 'Without a host it is sent nowhere.'
    : 'Left empty, the host of the fields above is taken.';
}
