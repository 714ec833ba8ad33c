import { formatEdge, parseEdge } from '#contract/flow';
import {
  edit,
  type FlowChange,
  fragmentOf,
  fragmentText,
  freshFragment,
  type NoteView,
  nameOf,
  type Place,
  readFragment,
} from '#renderer/document';
import { select, useEditor } from '#renderer/editor';
import { autoLayout } from '../auto-layout.ts';
import { snap } from '../geometry.ts';
import { type Model, modelNow } from '../use-model.ts';
import { bakedPlaces, placeOfBox } from './places.ts';

/** The chosen nodes of the flow in front, notes left out. */
function chosenNodes(model: Model): string[] {
  return useEditor.getState().selected.filter((id) => model.flow.nodes[id]);
}

/** Removes what is chosen: nodes, notes and edges. One node in a row is bridged by an edge. */
export function removeChosen(path: string): void {
  const model = modelNow(path);
  if (!model) return;
  const { selected, selectedEdges } = useEditor.getState();
  const nodes = chosenNodes(model);
  const notes = selected.filter((id) => id.startsWith('note:'));
  const [only] = nodes;
  const bridge = nodes.length === 1 && only !== undefined ? bridgeOver(model, only) : undefined;
  const changes: FlowChange[] = [
    ...(selectedEdges.length > 0 ? [{ do: 'removeEdges', edges: selectedEdges } as const] : []),
    ...(bridge && only !== undefined
      ? [{ do: 'dissolveNode', id: only, edges: bridge } as const]
      : nodes.length > 0
        ? [{ do: 'removeNodes', ids: nodes } as const]
        : []),
    ...notes.map((key) => ({ do: 'setView', key, value: undefined }) as const),
  ];
  const [first] = changes;
  if (!first) return;
  edit(path, changes.length === 1 ? first : { do: 'all', changes });
  select([]);
}

/** The edges that close the gap a node leaves: only where one edge comes in and one goes out. */
function bridgeOver(model: Model, id: string): readonly string[] | undefined {
  const edges = (model.flow.edges ?? []).map(parseEdge).filter((edge) => edge !== undefined);
  const into = edges.filter((edge) => edge.to.node === id);
  const out = edges.filter((edge) => edge.from.node === id);
  const [before] = into;
  const [after] = out;
  if (into.length !== 1 || out.length !== 1 || !before || !after) return undefined;
  if (model.ports(id).container && (before.to.port === 'collect' || after.from.port === 'each'))
    return undefined;
  return [formatEdge(before.from, after.to)];
}

/** The chosen nodes as text for the clipboard; undefined where none is chosen. */
export function copyChosen(path: string): string | undefined {
  const model = modelNow(path);
  const ids = model ? chosenNodes(model) : [];
  if (!model || ids.length === 0) return undefined;
  const places = Object.fromEntries(ids.map((id) => [id, placeOfBox(model, id, model.layout.boxes.get(id))]));
  const fragment = fragmentOf(model.flow, ids);
  return fragmentText({ ...fragment, view: { ...places, ...fragment.view } });
}

/** Pastes copied nodes beside where they came from. False where the text is none. */
export function pasteNodes(path: string, text: string): boolean {
  const model = modelNow(path);
  const fragment = readFragment(text);
  if (!model || !fragment) return false;
  const [one] = chosenNodes(model);
  const container = one === undefined ? undefined : model.flow.nodes[one]?.in;
  const fresh = freshFragment(model.flow, fragment, { container, shift: [32, 96] });
  edit(
    path,
    { do: 'all', changes: [...bakedPlaces(model), { do: 'paste', fragment: fresh }] },
    pasteName(fresh),
  );
  select(Object.keys(fresh.nodes).filter((id) => fresh.nodes[id]?.in === container));
  return true;
}

function pasteName(fragment: { nodes: Readonly<Record<string, unknown>> }): string {
  const count = Object.keys(fragment.nodes).length;
  return `Paste ${count === 1 ? '1 node' : `${count} nodes`}`;
}

export function duplicateChosen(path: string): void {
  const text = copyChosen(path);
  if (text !== undefined) pasteNodes(path, text);
}

/** Switches the chosen nodes off, or on again where all are off. */
export function toggleChosen(path: string): void {
  const model = modelNow(path);
  if (!model) return;
  const ids = chosenNodes(model);
  if (ids.length === 0) return;
  const disabled = ids.some((id) => !model.flow.nodes[id]?.disabled);
  edit(path, { do: 'setDisabled', ids, disabled });
}

export type Alignment = 'left' | 'top' | 'row' | 'column';

/** Puts the chosen nodes of one scope in line, or at equal distances. */
export function alignChosen(path: string, how: Alignment): void {
  const model = modelNow(path);
  if (!model) return;
  const ids = chosenNodes(model);
  const boxes = ids.flatMap((id) => model.layout.boxes.get(id) ?? []);
  if (ids.length < 2) return;
  const left = Math.min(...boxes.map((box) => box.x));
  const top = Math.min(...boxes.map((box) => box.y));
  const order = [...ids].sort((a, b) => {
    const [one, two] = [model.layout.boxes.get(a), model.layout.boxes.get(b)];
    return how === 'row' ? (one?.x ?? 0) - (two?.x ?? 0) : (one?.y ?? 0) - (two?.y ?? 0);
  });
  let at = how === 'row' ? left : top;
  const places: Record<string, Place> = {};
  for (const id of order) {
    const box = model.layout.boxes.get(id);
    if (!box) continue;
    const x = how === 'left' || how === 'column' ? left : how === 'row' ? at : box.x;
    const y = how === 'top' || how === 'row' ? top : how === 'column' ? at : box.y;
    at += (how === 'row' ? box.w : box.h) + (how === 'row' ? 64 : 32);
    places[id] = placeOfBox(model, id, { ...box, x: snap(x), y: snap(y) });
  }
  edit(
    path,
    { do: 'all', changes: [...bakedPlaces(model), { do: 'place', places }] },
    `Align ${ids.length} nodes`,
  );
}

/** Lays the whole flow out anew, left to right. */
export function layOutFlow(path: string): void {
  const model = modelNow(path);
  if (!model) return;
  const places = Object.fromEntries(
    [...autoLayout(model.flow, model.ports)].map(([id, { x, y }]): [string, Place] => [id, [x, y]]),
  );
  edit(path, { do: 'place', places }, 'Lay out the flow');
}

/** Puts an empty note on the canvas. */
export function addNote(path: string, at: { x: number; y: number }): void {
  const model = modelNow(path);
  if (!model) return;
  let number = 1;
  while (model.flow.view?.[`note:${number}`] !== undefined) number++;
  const value: NoteView = { note: '', at: [snap(at.x), snap(at.y), 160, 80] };
  edit(
    path,
    { do: 'all', changes: [...bakedPlaces(model), { do: 'setView', key: `note:${number}`, value }] },
    'Add note',
  );
  select([`note:${number}`]);
}

/** Moves the chosen nodes by keys. */
export function nudgeChosen(path: string, dx: number, dy: number): void {
  const model = modelNow(path);
  if (!model) return;
  const ids = chosenNodes(model);
  const places = Object.fromEntries(
    ids.map((id) => {
      const box = model.layout.boxes.get(id) ?? { x: 0, y: 0, w: 0, h: 0 };
      return [id, placeOfBox(model, id, { ...box, x: box.x + dx, y: box.y + dy })];
    }),
  );
  if (ids.length > 0) {
    edit(
      path,
      { do: 'all', changes: [...bakedPlaces(model), { do: 'place', places }] },
      `Move ${nameOf(model.flow, ids[0] ?? '')}`,
    );
  }
}
