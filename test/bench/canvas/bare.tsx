import { Background, MiniMap, ReactFlow, useEdgesState, useNodesState } from '@xyflow/react';
import { createRoot } from 'react-dom/client';
import { gridEdges, gridNodes } from './grid.ts';
import '@xyflow/react/dist/style.css';

/** The library with its plain nodes and nothing of ours: what the canvas is compared with. */
const NODES = gridNodes().map(({ id, x, y }) => ({ id, position: { x, y }, data: { label: id } }));
const EDGES = gridEdges().map(([source, target]) => ({
  id: `${source}-${target}`,
  source,
  target,
  type: 'smoothstep',
}));

function Bare() {
  const [nodes, , onNodesChange] = useNodesState(NODES);
  const [edges, , onEdgesChange] = useEdgesState(EDGES);
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onlyRenderVisibleElements
      panOnScroll
      minZoom={0.05}
      maxZoom={2}
      defaultViewport={{ x: 36, y: 36, zoom: 0.7 }}
      proOptions={{ hideAttribution: true }}
    >
      <Background />
      <MiniMap pannable zoomable />
    </ReactFlow>
  );
}

/** Where the other canvas is in its window: `?x=…&y=…&width=…&height=…`. */
const place = new URLSearchParams(location.search);
const [left, top, width, height] = ['x', 'y', 'width', 'height'].map((name) => Number(place.get(name)));

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <div style={{ position: 'absolute', left, top, width, height }}>
      <Bare />
    </div>,
  );
}
