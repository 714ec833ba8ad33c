import { addNode, Canvas, pasteText } from '#renderer/canvas';
import { useDocument, useFlow } from '#renderer/document';
import { useEditor } from '#renderer/editor';
import { importPasted } from '#renderer/exchange';
import { StartPage, StartQuestion } from '#renderer/start';
import { BrokenFile } from './BrokenFile.tsx';

/** The flow in front; an empty one asks what should start it, a broken one shows its text. */
export function Front() {
  const path = useEditor((state) => state.active);
  const document = useDocument(path);
  const flow = useFlow(path);
  if (path === undefined) return <StartPage />;
  if (!document) return <div className="panel fill" />;
  if (!flow) return <BrokenFile path={path} document={document} />;
  const empty = Object.keys(flow.nodes).length === 0;
  return (
    <div className="front">
      <Canvas path={path} />
      {empty && (
        <StartQuestion
          onChoose={(type) => addNode(path, type, { at: { x: 0, y: 25 } })}
          onPaste={(text) => importPasted(text) || pasteText(path, text)}
        />
      )}
    </div>
  );
}
