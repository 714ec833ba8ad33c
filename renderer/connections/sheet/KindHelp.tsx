import { ExternalLink } from 'lucide-react';
import type { ConnectionPreset, ConnectionTypeDescription } from '#contract/connection';
import { openAddress } from '../state/open-address.ts';

interface KindHelpProps {
  type: ConnectionTypeDescription;
  preset: ConnectionPreset | undefined;
}

/** Where to get what is asked for. */
export function KindHelp({ type, preset }: KindHelpProps) {
  const url = preset?.docsUrl;
  const text = preset?.help ?? type.docs ?? type.summary;
  return (
    <p className="kind-help">
      {plain(text)}{' '}
      {url !== undefined && (
        <button type="button" className="link" onClick={() => openAddress(url)}>
          Open the page <ExternalLink size={11} aria-hidden />
        </button>
      )}
    </p>
  );
}

/** Help of a type is Markdown: of its marks, only those for emphasis and code are used. */
function plain(markdown: string): string {
  return markdown.replace(/\*\*([^*]*)\*\*|`([^`]*)`/g, '$1$2');
}
