import type { RateLimit } from '#contract/connection';
import { PlainField, plainField } from '#renderer/form';

const REQUESTS = plainField({
  key: 'requests',
  kind: 'number',
  label: 'At most',
  unit: 'calls',
  integer: true,
  min: 1,
});
const PER = plainField({ key: 'per', kind: 'duration', label: 'Within', placeholder: '1m' });
const CONCURRENT = plainField({
  key: 'concurrent',
  kind: 'number',
  label: 'At once',
  unit: 'calls',
  integer: true,
  min: 1,
});

interface RateFieldsProps {
  rate: RateLimit | undefined;
  onChange(rate: RateLimit | undefined): void;
}

/** How often the credential may be used, over all flows. */
export function RateFields({ rate, onChange }: RateFieldsProps) {
  const set = (key: keyof RateLimit, value: unknown) => {
    const { [key]: _, ...others } = rate ?? {};
    const next: RateLimit = { ...others, ...(value === undefined ? {} : { [key]: value }) };
    // An interval alone limits nothing; requests without one are counted by the minute.
    if (key === 'requests' && value !== undefined) next.per ??= '1m';
    onChange(Object.keys(next).some((name) => name !== 'per') ? next : undefined);
  };
  return (
    <div className="rate-fields">
      <PlainField field={REQUESTS} value={rate?.requests} onChange={(value) => set('requests', value)} />
      <PlainField field={PER} value={rate?.per} onChange={(value) => set('per', value)} />
      <PlainField
        field={CONCURRENT}
        value={rate?.concurrent}
        onChange={(value) => set('concurrent', value)}
      />
    </div>
  );
}
