import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './IconButton.tsx';
import { tellFailure } from './toasts.ts';

interface CopyLineProps {
  /** What it is: `URL`. */
  label: string;
  text: string;
}

/** A line of text to take elsewhere, with a button that copies it. */
export function CopyLine({ label, text }: CopyLineProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => tellFailure(`The ${label} could not be copied.`, 'Choose the text and copy it by keys.'),
    );
  return (
    <div className="copy-line">
      <span className="cap">{label}</span>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <code className="mono" tabIndex={0}>
        {text}
      </code>
      <IconButton
        small
        name={copied ? `${label} copied` : `Copy ${label}`}
        icon={copied ? <Check size={12} aria-hidden /> : <Copy size={12} aria-hidden />}
        onClick={copy}
      />
      <span role="status" className="sr">
        {copied ? `${label} copied` : ''}
      </span>
    </div>
  );
}
