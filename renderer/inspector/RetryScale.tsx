import { Fragment } from 'react';
import type { RetrySettings } from '#contract/flow';
import { RETRY_DEFAULTS, retryScale, retryWaits, waitText } from './retry-scale.ts';

/** The attempts as dots and the waits between them as dashes, to scale. */
export function RetryScale({ retry }: { retry: RetrySettings }) {
  const waits = retryWaits(retry);
  if (waits.length === 0) return null;
  const parts = retryScale(waits);
  const jitter = retry.jitter ?? RETRY_DEFAULTS.jitter;
  const spread = jitter > 0 ? ` ± ${Math.round(jitter * 100)} %` : '';
  const inWords = parts.map(({ ms }) => waitText(ms)).join(', ');
  return (
    <div
      className="retry-scale"
      role="img"
      aria-label={`${retry.attempts} attempts, waits of ${inWords}${spread}`}
    >
      <b />
      {parts.map(({ ms, share, skipped }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a wait is its place
        <Fragment key={index}>
          <i style={{ flexGrow: share }} className={skipped > 0 ? 'is-skipping' : undefined}>
            <span>
              {skipped > 0 ? `${skipped} more … ` : ''}
              {waitText(ms)}
              {index === parts.length - 1 ? spread : ''}
            </span>
          </i>
          <b />
        </Fragment>
      ))}
      <span className="cap">or Retry-After</span>
    </div>
  );
}
