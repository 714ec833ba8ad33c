import { Copy } from 'lucide-react';
import { IconButton, tellFailure, useToasts } from '#renderer/ui';
import './activation.css';

/** The address at which a trigger is called, to be copied. */
export function CallAddress({ url }: { url: string }) {
  const copy = () =>
    navigator.clipboard.writeText(url).then(
      () => useToasts.getState().show({ state: 'done', text: 'The address is copied' }),
      () => tellFailure('The address could not be copied.', 'Select it and copy it by hand.'),
    );
  return (
    <span className="call-address">
      <code className="mono">{url}</code>
      <IconButton name="Copy the address" icon={<Copy size={13} aria-hidden />} onClick={copy} />
    </span>
  );
}
