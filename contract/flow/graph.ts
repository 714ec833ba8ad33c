import type { FlowNode } from './schema.ts';

/** What the graph must know of a node's type. The catalogue gives it; contract knows no node types. */
export interface NodeShape {
  /** Input ports in order; none for triggers. */
  inputs: readonly string[];
  /** Output ports in order, `error` included where items can leave by it. */
  outputs: readonly string[];
  container?: ContainerKind;
  trigger: boolean;
  /** Runs with an empty list when nothing was delivered. */
  runOnEmpty: boolean;
}

export type ContainerKind = 'forEach' | 'repeat' | 'try';

/** The port by which items enter a container's inside, and the one by which they leave it. */
export const EACH = 'each';
export const COLLECT = 'collect';

/** A flow as the interpreter sees it: nested scopes of nodes with resolved edges. */
export interface FlowGraph {
  root: ScopeGraph;
  /** Every node of the flow by id. */
  nodes: ReadonlyMap<string, GraphNode>;
}

/** The inside of a container, or the whole flow. */
export interface ScopeGraph {
  /** Undefined for the flow itself. */
  container: GraphNode | undefined;
  /** In file order: the order in which ready nodes start. */
  nodes: GraphNode[];
  /** Edges from the container's `each` port. */
  entry: GraphEdge[];
  /** Edges into the container's `collect` port, in file order. */
  exit: GraphEdge[];
}

export interface GraphNode {
  id: string;
  /** Position in `scope.nodes`. */
  index: number;
  node: FlowNode;
  shape: NodeShape;
  scope: ScopeGraph;
  /** The inside, for containers. */
  inner: ScopeGraph | undefined;
  /** Grouped by input port, then in file order. */
  incoming: GraphEdge[];
  outgoing: GraphEdge[];
}

export interface GraphEdge {
  /** The scope that both ends are in. */
  scope: ScopeGraph;
  /** Undefined where the edge comes from the container's `each`. */
  from: GraphNode | undefined;
  fromPort: string;
  /** Undefined where the edge goes to the container's `collect`. */
  to: GraphNode | undefined;
  toPort: string;
}
