import { type DragEvent, useState } from 'react';
import { droppedField, type FieldPath, isFieldDrag } from '#renderer/expression';

/** A field of the data dropped anywhere on a parameter goes into it; a code editor takes it at the caret itself. */
export function useFieldDrop(insert: (path: FieldPath) => void) {
  const [over, setOver] = useState(false);
  const handlers = {
    onDragOver: (event: DragEvent) => {
      if (!isFieldDrag(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      const path = droppedField(event.dataTransfer);
      if (!path || event.defaultPrevented) return;
      event.preventDefault();
      insert(path);
    },
  };
  return { over, handlers };
}
