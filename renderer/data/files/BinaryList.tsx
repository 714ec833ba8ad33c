import { Paperclip } from 'lucide-react';
import { useState } from 'react';
import type { Item } from '#contract/node';
import { Button, formatBytes } from '#renderer/ui';
import { FilePreview } from './FilePreview.tsx';

/** The files of an item: name, kind and size; each can be looked into. */
export function BinaryList({ item }: { item: Item | undefined }) {
  const [open, setOpen] = useState<string>();
  const files = Object.entries(item?.binary ?? {});
  if (files.length === 0) return null;
  const shown = open === undefined ? undefined : item?.binary?.[open];
  return (
    <>
      <ul className="binary-list" aria-label="Files of the chosen item">
        {files.map(([name, file]) => (
          <li key={name} title={`${file.name}, ${file.mime}, SHA-256 ${file.id}`}>
            <Paperclip size={12} aria-hidden />
            <span className="mono">{name}</span>
            <span className="cut grow">{file.name}</span>
            <span className="cap">
              {file.mime}, {formatBytes(file.size)}
            </span>
            <Button small look="bare" aria-label={`Look into ${file.name}`} onClick={() => setOpen(name)}>
              Look into
            </Button>
          </li>
        ))}
      </ul>
      {shown && <FilePreview file={shown} onClose={() => setOpen(undefined)} />}
    </>
  );
}
