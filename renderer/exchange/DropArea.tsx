import { useEffect } from 'react';
import { useExchange } from './exchange-store.ts';
import { importFiles, importPasted } from './import-files.ts';

/** Takes files dropped anywhere in the window, and whole flows pasted outside of fields. */
export function DropArea() {
  const dragging = useExchange((state) => state.dragging);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      useExchange.setState({ dragging: true });
    };
    const leave = (event: DragEvent) => {
      // Leaving an element for another one is no leaving of the window.
      if (event.relatedTarget === null) useExchange.setState({ dragging: false });
    };
    const drop = (event: DragEvent) => {
      useExchange.setState({ dragging: false });
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      importFiles([...(event.dataTransfer?.files ?? [])]);
    };
    const paste = (event: ClipboardEvent) => {
      if (isField(event.target) || !importPasted(event.clipboardData?.getData('text/plain') ?? '')) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    // Before the canvas, which takes nodes.
    window.addEventListener('drop', drop, true);
    window.addEventListener('paste', paste, true);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop, true);
      window.removeEventListener('paste', paste, true);
    };
  }, []);
  return dragging ? <div className="drop-area">Drop flows or packs to import them</div> : null;
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
