import { useMemo } from 'react';
import type { Flow } from '#contract/flow';
import { smallPicture } from '#renderer/canvas';
import { useCatalogue } from '#renderer/catalogue';

/** A flow as a small picture: boxes, edges, and each node's category as a dot. */
export function FlowPicture({ flow }: { flow: Flow | undefined }) {
  const types = useCatalogue((state) => state.byType);
  const picture = useMemo(() => flow && smallPicture(flow, types), [flow, types]);
  if (!picture) return <svg className="picture" viewBox="0 0 240 88" aria-hidden="true" />;
  const { boxes, lines, width, height } = picture;
  return (
    <svg className="picture" viewBox={`-40 -40 ${width + 80} ${height + 80}`} aria-hidden="true">
      {boxes.map((box) => (
        <rect
          key={box.id}
          x={box.x}
          y={box.y}
          width={box.w}
          height={box.h}
          rx="14"
          className={box.container ? 'picture-box' : 'picture-node'}
        />
      ))}
      {lines.map((line) => (
        <path key={line.id} d={line.d} className={line.error ? 'picture-error' : 'picture-edge'} />
      ))}
      {boxes.map((box) => (
        <rect
          key={box.id}
          x={box.x + 16}
          y={box.y + (box.container ? 8 : 16)}
          width={box.container ? 22 : 40}
          height={box.container ? 22 : 40}
          rx="8"
          fill={`var(--cat-${box.group})`}
        />
      ))}
    </svg>
  );
}
