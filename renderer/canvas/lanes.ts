import type { Flow } from '#contract/flow';
import { absoluteBox } from './boxes.ts';
import type { Box } from './geometry.ts';

/** How an edge that goes back to the left is led: its level line, and how far it stands off the ports. */
export interface Lane {
  y: number;
  offset: number;
}

const STEP = 10;
const OFFSET = 16;
const MARGIN = 12;

/** Gives edges that go back a lane of their own in a gutter that no node stands in. */
export class Lanes {
  readonly #flow: Flow;
  readonly #boxes: ReadonlyMap<string, Box>;
  readonly #scopes = new Map<string | undefined, { id: string; box: Box }[]>();
  readonly #taken = new Map<number, number>();
  /** By source port: edges that leave one port share their stretch. */
  readonly #shared = new Map<string, Lane>();

  constructor(flow: Flow, boxes: ReadonlyMap<string, Box>) {
    this.#flow = flow;
    this.#boxes = boxes;
    for (const [id, node] of Object.entries(flow.nodes)) {
      const box = absoluteBox(flow, boxes, id);
      this.#scopes.set(node.in, [...(this.#scopes.get(node.in) ?? []), { id, box }]);
    }
  }

  /** The lane of an edge between two nodes of one scope; undefined where it simply goes on to the right. */
  laneOf(from: string, port: string, to: string): Lane | undefined {
    const [source, target] = [from, to].map((id) => absoluteBox(this.#flow, this.#boxes, id));
    if (!source || !target || target.x >= source.x + source.w + 2 * OFFSET) return undefined;
    const scope = this.#flow.nodes[from]?.in;
    const [left, right] = [target.x - OFFSET, source.x + source.w + OFFSET];
    const [low, high] =
      source.y < target.y ? [source.y + source.h, target.y] : [target.y + target.h, source.y];
    const shared = this.#shared.get(`${from}:${port}`);
    if (shared && shared.y > low && shared.y < high) return shared;
    const level = this.#freeLevel(this.#scopes.get(scope) ?? [], left, right, low, high);
    if (level === undefined) return undefined;
    const lane = this.#taken.get(level) ?? 0;
    this.#taken.set(level, lane + 1);
    const given = { y: level - lane * STEP, offset: OFFSET + (lane % 3) * 8 };
    this.#shared.set(`${from}:${port}`, given);
    return given;
  }

  /** The lowest level line between two heights that crosses no node. */
  #freeLevel(
    nodes: readonly { box: Box }[],
    left: number,
    right: number,
    low: number,
    high: number,
  ): number | undefined {
    const inWay = nodes.filter(({ box }) => box.x < right && box.x + box.w > left);
    for (let y = high - 24; y > low + MARGIN; y -= 8) {
      if (!inWay.some(({ box }) => y > box.y - MARGIN && y < box.y + box.h + MARGIN)) return y;
    }
    return undefined;
  }
}
