import type { Pin } from '#contract/fixtures';
import type { Flow, FlowNode } from '#contract/flow';

/** Where a node is drawn, relative to its container: x, y and, for containers and notes, width and height. */
export type Place = readonly [x: number, y: number] | readonly [x: number, y: number, w: number, h: number];

/** What may stand in `view` under `note:…`: a note on the canvas, in Markdown. */
export interface NoteView {
  note: string;
  at: Place;
}

/** Settings of a node besides its parameters. */
export type NodeField = Exclude<keyof FlowNode & string, 'type' | 'params' | 'in' | 'name'>;

/** Nodes with the edges between them: what is copied and pasted. */
export interface Fragment {
  nodes: Readonly<Record<string, FlowNode>>;
  edges: readonly string[];
  view: Readonly<Record<string, unknown>>;
}

/**
 * Every edit of a flow, as data. `applyChange` is the only thing that carries them
 * out, so undo, saving and tests see all that can happen.
 */
export type FlowChange =
  | { do: 'addNode'; id: string; node: FlowNode; at?: Place }
  /** With what is inside of containers, and the edges at them. */
  | { do: 'removeNodes'; ids: readonly string[] }
  /** Removes nodes and joins what came before them to what came after. */
  | { do: 'dissolveNode'; id: string; edges: readonly string[] }
  | { do: 'place'; places: Readonly<Record<string, Place>> }
  /** `value` undefined removes the parameter. */
  | { do: 'setParam'; node: string; path: readonly (string | number)[]; value: unknown }
  | { do: 'setParams'; node: string; params: Record<string, unknown> | undefined }
  | { do: 'setField'; node: string; field: NodeField; value: unknown }
  | { do: 'setDisabled'; ids: readonly string[]; disabled: boolean }
  /** Another type in the same place, with its edges. */
  | { do: 'replaceNode'; id: string; node: FlowNode; edges: readonly string[] }
  /** The display name; references by the old name follow. Undefined shows the id. */
  | { do: 'renameNode'; node: string; name: string | undefined }
  /** The id; edges, containers, view and references follow. */
  | { do: 'renameId'; from: string; to: string }
  | { do: 'addEdges'; edges: readonly string[] }
  | { do: 'removeEdges'; edges: readonly string[] }
  /** Takes nodes into a container (or out, to the flow itself); edges that would leave the scope go. */
  | { do: 'moveInto'; container: string | undefined; places: Readonly<Record<string, Place>> }
  /** Ids must be new; see `freshFragment`. */
  | { do: 'paste'; fragment: Fragment }
  /** `value` undefined removes the entry. */
  | { do: 'setView'; key: string; value: unknown }
  | { do: 'setSettings'; settings: Flow['settings'] }
  | { do: 'setFlowField'; field: 'name' | 'description' | 'owner'; value: string | undefined }
  | { do: 'setSlot'; slot: string; value: NonNullable<Flow['connections']>[string] | undefined }
  /** The whole flow at once: text edits and changes from outside. */
  | { do: 'replaceAll'; flow: Flow }
  /** Pins a node's output, items by port; undefined lets go of it. */
  | { do: 'pin'; node: string; pin: Pin | undefined }
  | { do: 'all'; changes: readonly FlowChange[] };
