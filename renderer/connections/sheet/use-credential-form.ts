import { useState } from 'react';
import type { CredentialTest } from '#contract/api';
import type { ConnectionTypeDescription, CredentialDraft, CredentialEntry } from '#contract/connection';
import { engine } from '#renderer/api';
import { draftOf, missingIn } from '../model/draft.ts';
import { hostFrom } from '../model/hosts.ts';
import { refreshConnections } from '../state/connections.ts';
import { type Failure, failureOf } from '../state/failure.ts';
import { credentialOf } from '../state/store.ts';

/** What the form of a credential holds and does. */
export interface CredentialFormState {
  draft: CredentialDraft;
  /** As it was last saved. */
  saved: CredentialEntry | undefined;
  /** There are edits that are not saved. */
  dirty: boolean;
  busy: boolean;
  /** What is missing or wrong, by field; told once saving was tried. */
  wrong: Readonly<Record<string, string>>;
  failure: Failure | undefined;
  answer: CredentialTest | undefined;
  change(part: Partial<CredentialDraft>): void;
  setValue(key: string, value: unknown): void;
  /** Saves what was edited; undefined where it cannot be. */
  save(): Promise<CredentialEntry | undefined>;
  test(url: string | undefined): Promise<void>;
  /** Takes over what signing in has changed. */
  signedIn(): void;
}

/** The state of a credential's form, from the draft it begins with. */
export function useCredentialForm(
  begin: CredentialDraft,
  type: ConnectionTypeDescription,
  entry: CredentialEntry | undefined,
): CredentialFormState {
  const [draft, setDraft] = useState(begin);
  const [saved, setSaved] = useState(entry);
  const [dirty, setDirty] = useState(entry === undefined);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [answer, setAnswer] = useState<CredentialTest>();
  const wrong = { ...missingIn(draft, type, saved?.filled ?? []), ...wrongHosts(draft.hosts) };
  const change = (part: Partial<CredentialDraft>) => {
    setDraft((now) => ({ ...now, ...part }));
    setDirty(true);
    setAnswer(undefined);
    setFailure(undefined);
  };
  const save = async () => {
    setTried(true);
    if (Object.keys(wrong).length > 0) return undefined;
    if (!dirty && saved) return saved;
    setBusy(true);
    setFailure(undefined);
    try {
      const next = await engine.connections.save({ ...draft, hosts: [...draft.hosts] });
      setSaved(next);
      // What was typed as a secret is not kept in the window any longer than needed.
      setDraft(draftOf(next));
      setDirty(false);
      refreshConnections().catch(() => undefined);
      return next;
    } catch (thrown) {
      setFailure(failureOf(thrown));
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  const test = async (url: string | undefined) => {
    const kept = await save();
    if (!kept) return;
    setBusy(true);
    setAnswer(undefined);
    try {
      setAnswer(await engine.connections.test({ id: kept.id, ...(url === undefined ? {} : { url }) }));
    } catch (thrown) {
      setAnswer({ ok: false, ...failureOf(thrown) });
    } finally {
      setBusy(false);
    }
  };
  return {
    draft,
    saved,
    dirty,
    busy,
    wrong: tried ? wrong : wrongHosts(draft.hosts),
    failure,
    answer,
    change,
    setValue: (key, value) => {
      const { [key]: _, ...others } = draft.values;
      change({ values: value === undefined ? others : { ...others, [key]: value } });
    },
    save,
    test,
    signedIn: () => {
      refreshConnections()
        .then(() => setSaved((now) => credentialOf(now?.id) ?? now))
        .catch(() => undefined);
    },
  };
}

function wrongHosts(hosts: readonly string[]): Record<string, string> {
  const bad = hosts.find((host) => hostFrom(host) === undefined);
  return bad === undefined ? {} : { hosts: `“${bad}” is no host: write api.example.com or *.example.com.` };
}
