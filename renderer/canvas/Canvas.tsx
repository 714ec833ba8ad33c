import { Background, ReactFlow } from '@xyflow/react';
import '@xyflow/react/dist/base.css';

/** A flow, drawn. */
export function Canvas({ path }: { path: string }) {
  return (
    <section className="canvas" aria-label="Canvas" data-path={path} style={{ height: '100%' }}>
      <ReactFlow nodes={[]} edges={[]}>
        <Background />
      </ReactFlow>
    </section>
  );
}
