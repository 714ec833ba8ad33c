import type { FlowNode, RetrySettings } from '#contract/flow';
import type { NodeDescription } from '#contract/node';
import { edit } from '#renderer/document';
import { type FormField, PlainField, plainField } from '#renderer/form';
import { useInspected } from './inspector-context.ts';
import { RetryScale } from './RetryScale.tsx';
import { RETRY_DEFAULTS } from './retry-scale.ts';
import { Section } from './Section.tsx';

const ATTEMPTS = plainField({
  key: 'retry.attempts',
  kind: 'number',
  label: 'Attempts',
  integer: true,
  min: 1,
  max: 1000,
  default: 1,
});
const ON_ERROR = plainField({
  key: 'onError',
  kind: 'choice',
  label: 'On error',
  options: ['stop', 'route', 'continue'],
  default: 'stop',
});
const TIMES: readonly FormField[] = [
  plainField({ key: 'delay', kind: 'duration', label: 'First delay', default: RETRY_DEFAULTS.delay }),
  plainField({
    key: 'factor',
    kind: 'number',
    label: 'Factor',
    min: 1,
    unit: '×',
    default: RETRY_DEFAULTS.factor,
  }),
];
const LIMITS: readonly FormField[] = [
  plainField({ key: 'maxDelay', kind: 'duration', label: 'Longest delay', default: RETRY_DEFAULTS.maxDelay }),
  plainField({
    key: 'jitter',
    kind: 'number',
    label: 'Random share',
    min: 0,
    max: 1,
    default: RETRY_DEFAULTS.jitter,
  }),
];
const CODES = plainField({
  key: 'on',
  kind: 'names',
  label: 'Only on these error codes',
  placeholder: 'All that may pass by themselves',
});

const ON_ERROR_WORDS: Readonly<Record<string, string>> = {
  stop: 'A failure fails the run.',
  route: 'Failed items leave by the error port; the others go on.',
  continue: 'Failed items go on as they came in.',
};

/** Tries again, and what happens when that does not help; the waits are drawn to scale. */
export function RetrySection({
  node,
  description,
}: {
  node: FlowNode;
  description: NodeDescription | undefined;
}) {
  const { path, node: id, problems } = useInspected();
  const { retry, onError } = node;
  const about = (key: string) => problems.filter(({ param }) => param === key || param === `retry.${key}`);
  const setRetry = (part: Partial<RetrySettings>) => {
    const next: Record<string, unknown> = { attempts: 3, ...retry, ...part };
    for (const [key, value] of Object.entries(next)) if (value === undefined) delete next[key];
    const none = next.attempts === undefined || next.attempts === 1;
    edit(path, { do: 'setField', node: id, field: 'retry', value: none ? undefined : next });
  };
  const reaches = description?.effects !== 'none';
  return (
    <Section
      title="Retry and errors"
      note={noteOf(node)}
      open={retry !== undefined || onError !== undefined || (reaches && description !== undefined)}
    >
      <div className="grid-4">
        <PlainField
          field={ATTEMPTS}
          value={retry?.attempts}
          problems={about('retry.attempts')}
          onChange={(attempts) => setRetry({ attempts: attempts as number })}
        />
        {TIMES.map((field) => (
          <PlainField
            key={field.key}
            field={field}
            value={retry?.[field.key]}
            problems={about(field.key)}
            onChange={(value) => setRetry({ [field.key]: value })}
          />
        ))}
        <PlainField
          field={ON_ERROR}
          value={onError}
          problems={about('onError')}
          onChange={(value) => edit(path, { do: 'setField', node: id, field: 'onError', value })}
        />
      </div>
      {retry && <RetryScale retry={retry} />}
      <div className="field-hint">{ON_ERROR_WORDS[onError ?? 'stop']}</div>
      {retry && (
        <>
          <div className="grid-2">
            {LIMITS.map((field) => (
              <PlainField
                key={field.key}
                field={field}
                value={retry[field.key]}
                problems={about(field.key)}
                onChange={(value) => setRetry({ [field.key]: value })}
              />
            ))}
          </div>
          <PlainField field={CODES} value={retry.on} onChange={(on) => setRetry({ on: on as string[] })} />
        </>
      )}
    </Section>
  );
}

function noteOf({ retry, onError }: FlowNode): string {
  const tries = retry ? `${retry.attempts} attempts` : 'no retry';
  const codes = retry?.on && retry.on.length > 0 ? ` on ${retry.on.join(', ')}` : '';
  return `${tries}${codes}${onError && onError !== 'stop' ? `, then ${onError}` : ''}`;
}
