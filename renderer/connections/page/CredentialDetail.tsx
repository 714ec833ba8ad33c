import { FlaskConical, LogIn, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { CredentialTest } from '#contract/api';
import type { CredentialEntry } from '#contract/connection';
import { engine } from '#renderer/api';
import { Button } from '#renderer/ui';
import { openFlow } from '#renderer/workspace';
import { CredentialTile, useTypeTitle } from '../CredentialTile.tsx';
import { HealthMark } from '../HealthMark.tsx';
import { limitText } from '../model/rate-text.ts';
import { keyOfUse } from '../model/slots.ts';
import { agoText, untilText } from '../model/when.ts';
import { TestAnswer } from '../sheet/TestAnswer.tsx';
import { editCredential } from '../state/asks.ts';
import { failureOf } from '../state/failure.ts';
import { useConnections } from '../state/store.ts';
import { MoveDialog } from './MoveDialog.tsx';
import { RemoveDialog } from './RemoveDialog.tsx';

/** One credential: what can be done with it, which slots it fills, what is known of it. */
export function CredentialDetail({ entry }: { entry: CredentialEntry }) {
  const titleOf = useTypeTitle();
  const type = useConnections((state) => state.types.get(entry.type));
  const preset = useConnections((state) => state.presets.find(({ id }) => id === entry.preset));
  const [asked, setAsked] = useState<'move' | 'remove'>();
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<CredentialTest>();
  const needsAddress = type?.group === 'web' && !preset?.test && !type.signIn;
  const test = async () => {
    // Without an address that is known to be harmless, the form asks for one.
    if (needsAddress) return editCredential(entry.id);
    setBusy(true);
    setAnswer(undefined);
    try {
      setAnswer(await engine.connections.test({ id: entry.id }));
    } catch (thrown) {
      setAnswer({ ok: false, ...failureOf(thrown) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="credential-detail" aria-label={entry.name}>
      <header>
        <CredentialTile large type={entry.type} preset={entry.preset} />
        <div className="grow">
          <h2 className="cut">{entry.name}</h2>
          <div className="cap cut">
            {preset ? `${preset.title}, ` : ''}
            {titleOf(entry.type)}
          </div>
        </div>
        <HealthMark health={entry.health} />
        <Button disabled={busy} onClick={test}>
          <FlaskConical size={14} aria-hidden />
          {needsAddress ? 'Test…' : 'Test'}
        </Button>
        {type?.signIn && (
          <Button onClick={() => editCredential(entry.id, true)}>
            <LogIn size={14} aria-hidden />
            Sign in
          </Button>
        )}
        <Button onClick={() => editCredential(entry.id)}>
          <Pencil size={14} aria-hidden />
          Edit
        </Button>
        <Button look="danger" onClick={() => setAsked('remove')}>
          <Trash2 size={14} aria-hidden />
          Remove…
        </Button>
      </header>
      <div className="credential-columns">
        <div>
          <h3>
            Fills <small>{entry.usedBy.length === 1 ? '1 slot' : `${entry.usedBy.length} slots`}</small>
          </h3>
          {entry.usedBy.length === 0 ? (
            <p className="cap">No flow uses it. Bind it to a slot in a node’s inspector.</p>
          ) : (
            <>
              <ul className="uses">
                {entry.usedBy.map((use) => (
                  <li key={keyOfUse(use)}>
                    {use.path === undefined ? (
                      <span className="cut">{use.name}</span>
                    ) : (
                      <button type="button" className="link cut" onClick={() => openFlow(use.path ?? '')}>
                        {use.name}
                      </button>
                    )}
                    <span className="cap">
                      slot <span className="mono">{use.slot}</span>
                    </span>
                  </li>
                ))}
              </ul>
              <Button small onClick={() => setAsked('move')}>
                Move to another credential…
              </Button>
            </>
          )}
        </div>
        <Facts entry={entry} />
        <div>
          <h3>How it does</h3>
          {entry.problem && <p className="credential-problem">{entry.problem}</p>}
          <TestAnswer answer={answer} busy={busy} />
          {!answer && !busy && !entry.problem && <p className="cap">Uses it once and says how that went.</p>}
        </div>
      </div>
      {asked === 'remove' && <RemoveDialog entry={entry} onClose={() => setAsked(undefined)} />}
      {asked === 'move' && <MoveDialog entry={entry} onClose={() => setAsked(undefined)} />}
    </section>
  );
}

function Facts({ entry }: { entry: CredentialEntry }) {
  const now = Date.now();
  const facts: readonly (readonly [string, string])[] = [
    ['Only with', entry.hosts.join(', ') || 'no host yet'],
    ['Rate limit', limitText(entry.rate) ?? 'none'],
    ['Secrets', entry.filled.length === 0 ? 'none' : `${entry.filled.join(', ')}, encrypted`],
    ...(entry.expiresAt === undefined ? [] : [['Ends', untilText(entry.expiresAt, now)] as const]),
    ['Changed', agoText(entry.updatedAt, now)],
    ['Last used', entry.lastUsedAt === undefined ? 'never' : agoText(entry.lastUsedAt, now)],
  ];
  return (
    <div>
      <h3>Facts</h3>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} className="facts-row">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
