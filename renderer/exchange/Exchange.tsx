import { DropArea } from './DropArea.tsx';
import { ExportPackDialog } from './ExportPackDialog.tsx';
import { ImportPackDialog } from './ImportPackDialog.tsx';
import './exchange.css';

/** Everything that takes flows in and gives them out: once in the window. */
export function Exchange() {
  return (
    <>
      <DropArea />
      <ImportPackDialog />
      <ExportPackDialog />
    </>
  );
}
