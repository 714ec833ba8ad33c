import { Maximize2 } from 'lucide-react';
import { useState } from 'react';
import { CodeEditor, PreviewLine, usePreview, useScene } from '#renderer/expression';
import { Button, Dialog, IconButton } from '#renderer/ui';

interface LargeEditorButtonProps {
  label: string;
  value: string;
  language: 'code' | 'template';
  onChange(text: string): void;
}

/** Opens the same text in a window with room for it. */
export function LargeEditorButton({ label, value, language, onChange }: LargeEditorButtonProps) {
  const [open, setOpen] = useState(false);
  const preview = usePreview(useScene(), open && language === 'template' ? value : undefined);
  return (
    <>
      <IconButton
        small
        className="insert-field"
        name={`Open ${label} larger`}
        icon={<Maximize2 size={12} aria-hidden />}
        onClick={() => setOpen(true)}
      />
      {open && (
        <Dialog
          title={label}
          wide
          onClose={() => setOpen(false)}
          actions={<Button onClick={() => setOpen(false)}>Done</Button>}
        >
          <div className="large-editor">
            <CodeEditor
              language={language}
              lines
              autoFocus
              marked={language === 'template'}
              label={label}
              value={value}
              onChange={onChange}
            />
            <PreviewLine preview={preview} />
          </div>
        </Dialog>
      )}
    </>
  );
}
