import { type NodeProps, NodeResizer } from '@xyflow/react';
import { memo, useState } from 'react';
import { edit } from '#renderer/document';
import { classes } from '#renderer/ui';
import type { DrawnNode } from './drawn.ts';
import { snap } from './geometry.ts';
import { markdownParts } from './markdown.ts';
import { usePath } from './path-context.ts';

type NoteNode = Extract<DrawnNode, { type?: 'note' }>;

/** A note on the canvas: Markdown, a field after a double click. */
export const NoteFace = memo(function NoteFace(props: NodeProps<NoteNode>) {
  const { id, data, selected, positionAbsoluteX: x, positionAbsoluteY: y, width = 160, height = 80 } = props;
  const path = usePath();
  const [typing, setTyping] = useState(data.text === '');
  const write = (note: string) =>
    edit(path, { do: 'setView', key: id, value: { note, at: [x, y, width, height] } }, 'Change note');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter on the chosen note does the same
    <div className={classes('note', selected && 'face-chosen')} onDoubleClick={() => setTyping(true)}>
      {selected && (
        <NodeResizer
          minWidth={96}
          minHeight={48}
          onResizeEnd={(_, to) =>
            edit(
              path,
              {
                do: 'setView',
                key: id,
                value: { note: data.text, at: [snap(to.x), snap(to.y), snap(to.width), snap(to.height)] },
              },
              'Resize note',
            )
          }
        />
      )}
      {typing ? (
        <textarea
          className="note-text nodrag nowheel"
          aria-label="Note"
          defaultValue={data.text}
          // biome-ignore lint/a11y/noAutofocus: the user asked to type here
          autoFocus
          onBlur={(event) => {
            setTyping(false);
            if (event.target.value !== data.text) write(event.target.value);
          }}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      ) : (
        <div className="note-text">
          {markdownParts(data.text).map((part) => (
            <p key={part.key} className={`md-${part.kind}`}>
              {part.spans.map((span) =>
                span.strong ? (
                  <b key={span.key}>{span.text}</b>
                ) : span.code ? (
                  <code key={span.key}>{span.text}</code>
                ) : (
                  span.text
                ),
              )}
            </p>
          ))}
        </div>
      )}
    </div>
  );
});
