import { ArrowRight } from 'lucide-react';
import { classes, Tooltip } from '#renderer/ui';
import { sentence } from './sentence.ts';
import type { ShownPreview } from './use-preview.ts';

/** Under a field: what its expression gives for the chosen item, or why it gives nothing. */
export function PreviewLine({ preview }: { preview: ShownPreview | undefined }) {
  if (!preview) return null;
  const { result, old } = preview;
  if (!result.ok) {
    const waits = /has come in here yet/.test(result.message);
    return (
      <div
        className={classes('preview', waits ? 'is-empty' : 'is-failed', old && 'is-old')}
        aria-live="polite"
      >
        <span className="preview-value">{sentence(result.message, result.hint)}</span>
      </div>
    );
  }
  const text = previewText(result.value);
  return (
    <div className={classes('preview', text === '' && 'is-empty', old && 'is-old')} aria-live="polite">
      <ArrowRight size={10} aria-hidden />
      <Tooltip text={text.length > 60 ? text.slice(0, 2000) : 'What it gives for the chosen item'}>
        <span className="preview-value">{text === '' ? 'empty text' : text.slice(0, 400)}</span>
      </Tooltip>
    </div>
  );
}

/** A value as the line shows it: text as it is, everything else as JSON. */
export function previewText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return 'nothing';
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
}
