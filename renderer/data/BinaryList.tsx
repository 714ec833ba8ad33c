import { Paperclip } from 'lucide-react';
import type { Item } from '#contract/node';
import { formatBytes } from '#renderer/ui';

/** The files of an item: name, kind and size. */
export function BinaryList({ item }: { item: Item | undefined }) {
  const files = Object.entries(item?.binary ?? {});
  if (files.length === 0) return null;
  return (
    <ul className="binary-list" aria-label="Files of the chosen item">
      {files.map(([name, file]) => (
        <li key={name} title={`${file.name}, ${file.mime}, SHA-256 ${file.id}`}>
          <Paperclip size={12} aria-hidden />
          <span className="mono">{name}</span>
          <span className="cut grow">{file.name}</span>
          <span className="cap">
            {file.mime}, {formatBytes(file.size)}
          </span>
        </li>
      ))}
    </ul>
  );
}
