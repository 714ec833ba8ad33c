import { editText, type OpenDocument } from '#renderer/document';
import { StateGlyph } from '#renderer/ui';

/** A file that cannot be read as a flow: its text, with what is wrong, until it can be drawn again. */
export function BrokenFile({ path, document }: { path: string; document: OpenDocument }) {
  const text = document.text ?? '';
  const marked = new Set(document.problems.map((problem) => problem.line));
  return (
    <div className="broken">
      <div className="broken-head" role="alert">
        <StateGlyph state="warning" />
        <span>This file cannot be drawn: {document.problems[0]?.message ?? 'it is not a flow'}.</span>
        <span className="dim">{document.problems[0]?.hint}</span>
      </div>
      <div className="broken-text mono">
        <pre aria-hidden>
          {text.split('\n').map((_, index) => {
            const line = index + 1;
            return (
              <span key={line} className={marked.has(line) ? 'broken-line' : undefined}>
                {line}
                {'\n'}
              </span>
            );
          })}
        </pre>
        <textarea
          aria-label="Text of the flow"
          spellCheck={false}
          wrap="off"
          rows={text.split('\n').length + 1}
          value={text}
          onChange={(event) => editText(path, event.target.value)}
        />
      </div>
    </div>
  );
}
