import { formatCount } from '#renderer/ui';
import { binOf, type Profile } from './profile.ts';

/** What a column is like, in 14 px: bars for numbers and dates, shares for few values, else a count. */
export function ColumnProfile(props: {
  profile: Profile;
  /** Value of the chosen item. */
  chosen: unknown;
  /** There are items that are not loaded. */
  partial: boolean;
}) {
  const { profile, chosen, partial } = props;
  const { bars, shares, distinct } = profile;
  if (bars) {
    const most = Math.max(...bars);
    const hot = binOf(profile, chosen);
    return (
      <span className="bars" aria-hidden>
        {bars.map((count, bin) => (
          <i
            // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
            key={bin}
            className={bin === hot ? 'is-hot' : undefined}
            style={{ height: count === 0 ? 0 : Math.max(1, Math.round((count / most) * 14)) }}
          />
        ))}
      </span>
    );
  }
  if (shares) {
    return (
      <span className="shares" aria-hidden>
        {shares.map(({ value, share }) => (
          <i
            key={value}
            className={value === chosen || value === JSON.stringify(chosen) ? 'is-hot' : undefined}
            style={{ flexGrow: share }}
          />
        ))}
      </span>
    );
  }
  return (
    <span className="distinct">
      {distinct > 0 ? `${formatCount(distinct)}${partial ? '+' : ''} distinct` : 'empty'}
    </span>
  );
}

/** A profile in words, for the tip and for screen readers. */
export function profileText(profile: Profile): string {
  const { count, present, distinct, shares } = profile;
  const missing = count - present;
  const parts = [
    `${formatCount(distinct)} different values in ${formatCount(count)} loaded items`,
    missing > 0 ? `${formatCount(missing)} without a value` : '',
    shares
      ? shares.map(({ value, share }) => `${value.slice(0, 24)} ${Math.round(share * 100)} %`).join(', ')
      : '',
  ];
  return parts.filter(Boolean).join('; ');
}
