import type { ErrorShape } from '#contract/error';
import type { FlowGraph, GraphNode } from '#contract/flow';
import { type Item, isJsonObject } from '#contract/node';
import type { PortOutputs, RunEvent, RunStatus } from '#contract/run';
import { ErrorGroups } from './error-groups.ts';
import { type Around, LoopTrack, noCounts, STEP } from './loop-track.ts';
import { NodeTrack } from './node-track.ts';
import { OpenStep } from './open-step.ts';
import { OUTCOME } from './outcome.ts';
import { type StepKey, splitKey } from './step-key.ts';

/** Container steps whose iterations are kept one by one; those of inner loops beyond are only counted. */
export const MOST_LOOPS = 20_000;

type Ended = Extract<RunEvent, { type: 'step.succeeded' | 'step.failed' }>;

/**
 * What the run page draws, derived from a run's facts in one pass: when each node
 * worked, waited and retried, how each iteration ended, and what went wrong. Facts
 * are added in order, as they arrive; memory is bounded by nodes and iterations,
 * not by items.
 */
export class RunModel {
  readonly graph: FlowGraph;
  readonly nodes = new Map<string, NodeTrack>();
  /** Loops by key of their container's step. */
  readonly loops = new Map<string, LoopTrack>();
  readonly errors = new ErrorGroups();
  /** Steps that go on, by key. */
  readonly open = new Map<string, OpenStep>();
  status: RunStatus = 'running';
  error: ErrorShape | undefined;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  /** Time of the newest fact. */
  lastAt = 0;
  /** Journal position of the newest fact. */
  seq = 0;
  steps = 0;
  retries = 0;
  /** There were more loops than are kept; the nodes' totals count them all. */
  loopsLeftOut = false;
  readonly #loopsOf = new Map<string, { loops: LoopTrack[]; totals: number[] }>();

  constructor(graph: FlowGraph) {
    this.graph = graph;
    for (const id of graph.nodes.keys()) this.nodes.set(id, new NodeTrack(id));
  }

  /** The loops of a container, in the order in which they began: several where it is inside of another. */
  loopsOf(node: string): readonly LoopTrack[] {
    return this.#loopsOf.get(node)?.loops ?? [];
  }

  /** Whether all that a node did was done in the run that this one retries. */
  isTakenOver({ end }: NodeTrack): boolean {
    return end !== undefined && this.startedAt !== undefined && end < this.startedAt;
  }

  /** Iterations of a container by outcome, over all its loops. */
  iterationsOf(node: string): readonly number[] {
    return this.#loopsOf.get(node)?.totals ?? noCounts();
  }

  /** @param seq the fact's position in the run's journal, from 1 */
  add(event: RunEvent, seq: number): void {
    this.seq = seq;
    const before = this.lastAt;
    if ('at' in event) this.lastAt = event.at;
    switch (event.type) {
      case 'run.started':
        this.startedAt = event.at;
        this.#begin(event.trigger, event.at);
        break;
      case 'run.resumed':
        for (const step of this.open.values()) step.away(before, event.at);
        break;
      case 'run.finished':
        this.status = event.status;
        this.error = event.error;
        this.finishedAt = event.at;
        this.#stopInside('', event.at);
        for (const loop of this.loops.values()) loop.stop(event.at);
        break;
      case 'step.logged':
      case 'debug.set':
      case 'debug.paused':
      case 'debug.passed':
      case 'debug.resumed':
      case 'debug.edited':
        break;
      default:
        this.#addToStep(event);
        this.#noteFact(event.step);
    }
  }

  #noteFact(key: string): void {
    const place = splitKey(key);
    const loop = this.#loopOf(place);
    for (let at = around(loop, place.index); at; at = at.loop.around) at.loop.noteFact(at.index, this.seq);
  }

  #addToStep(event: Extract<RunEvent, { step: string }>): void {
    switch (event.type) {
      case 'step.started':
        this.#begin(event.step, event.at);
        break;
      case 'step.skipped':
        this.#skip(event.step);
        break;
      case 'step.waiting': {
        const step = this.#stepOf(event.step, event.at);
        if (!step.wait) this.#noteWait(event.step, 1);
        step.waits(event.at, event.wait);
        break;
      }
      case 'step.resumed': {
        const step = this.#stepOf(event.step, event.at);
        if (step.wait) this.#noteWait(event.step, -1);
        step.resumes(event.at);
        break;
      }
      case 'step.retrying':
        this.#retry(event);
        break;
      case 'step.checkpoint':
        this.#noteErrors(event.step, event.out);
        break;
      case 'loop.opened': {
        const step = this.#stepOf(event.step, event.at);
        const loop = this.#loopAt(step.key);
        if (loop) loop.concurrency = event.concurrency;
        break;
      }
      case 'step.succeeded':
      case 'step.failed':
        this.#end(event);
        break;
    }
  }

  #begin(key: string, at: number): OpenStep | undefined {
    const place = splitKey(key);
    const track = this.nodes.get(place.node);
    if (!track) return undefined;
    const again = this.open.get(key);
    if (again) {
      // After a crash it starts over, and what it had gone through is void.
      this.#stopInside(`${key}/`, at);
      this.loops.get(key)?.reset();
      return again;
    }
    const step = new OpenStep(key, track, at, place.index);
    this.open.set(key, step);
    this.steps++;
    track.steps++;
    track.newest = key;
    track.begin = Math.min(track.begin ?? at, at);
    const loop = this.#loopOf(place);
    if (loop) {
      loop.begin(place.index, at);
      loop.noteStep(place.index, this.#nodeAt(place).index, { status: STEP.running, attempts: 1 });
    }
    return step;
  }

  /** The step of a fact; one whose start was not told begins with it. */
  #stepOf(key: string, at: number): OpenStep {
    const step = this.open.get(key) ?? this.#begin(key, at);
    if (!step) throw new RangeError(`the run names the step "${key}", which its flow does not have`);
    return step;
  }

  #skip(key: string): void {
    const place = splitKey(key);
    const track = this.nodes.get(place.node);
    if (!track) return;
    track.skipped++;
    const loop = this.#loopOf(place);
    if (!loop) return;
    loop.begin(place.index, this.lastAt);
    loop.noteStep(place.index, this.#nodeAt(place).index, { status: STEP.skipped });
    loop.nodeEnded(place.index, this.lastAt);
  }

  #noteWait(key: string, change: 1 | -1): void {
    const place = splitKey(key);
    const loop = this.#loopOf(place);
    const status = change > 0 ? STEP.waiting : STEP.running;
    loop?.noteStep(place.index, this.#nodeAt(place).index, { status });
    for (let at = around(loop, place.index); at; at = at.loop.around) at.loop.waits(at.index, change);
  }

  #retry(event: Extract<RunEvent, { type: 'step.retrying' }>): void {
    const step = this.#stepOf(event.step, event.at);
    const place = splitKey(event.step);
    const node = this.#nodeAt(place);
    step.retries(
      event.at,
      event.retryAt,
      event.attempt,
      event.item === undefined || (node.node.concurrency ?? 1) === 1,
    );
    const { track } = step;
    const { code } = event.error;
    track.retries++;
    this.retries++;
    track.retryCodes.set(code, (track.retryCodes.get(code) ?? 0) + 1);
    const loop = this.#loopOf(place);
    loop?.noteStep(place.index, node.index, { attempts: step.attempts });
    for (let at = around(loop, place.index); at; at = at.loop.around) at.loop.retried(at.index);
  }

  #end(event: Ended): void {
    const { step: key, at, ms } = event;
    const step = this.#stepOf(key, at - ms);
    const place = splitKey(key);
    const failed = event.type === 'step.failed';
    const { track } = step;
    if (step.wait) this.#noteWait(key, -1);
    step.ends(at, failed);
    this.open.delete(key);
    track.ms += ms;
    track.end = Math.max(track.end ?? at, at);
    if (this.#nodeAt(place).inner) {
      this.#stopInside(`${key}/`, at);
      this.loops.get(key)?.stop(at);
    }
    const loop = this.#loopOf(place);
    const status = failed ? STEP.failed : STEP.succeeded;
    loop?.noteStep(place.index, this.#nodeAt(place).index, { status, ms });
    if (failed) this.#fail(event, place, loop);
    else this.#succeed(event, place, loop);
  }

  #succeed(event: Extract<Ended, { type: 'step.succeeded' }>, place: StepKey, loop: LoopTrack | undefined) {
    if (event.out) this.#noteErrors(event.step, event.out);
    if (!loop) return;
    if (!event.end) {
      loop.nodeEnded(place.index, event.at);
      return;
    }
    // `Next` and `Stop loop` end the innermost loop's iteration, whatever tries stand between.
    let at: Around = { loop, index: place.index };
    while (at.loop.around && this.#isTry(at.loop.node)) {
      at.loop.close(at.index, event.at);
      at = at.loop.around;
    }
    const { owner } = at.loop;
    this.#stopInside(`${owner}/each[${at.index}]/`, event.at);
    at.loop.close(at.index, event.at, event.end === 'next' ? OUTCOME.skipped : undefined);
    if (event.end === 'stopLoop') {
      for (const step of [...this.open.values()]) {
        if (step.key.startsWith(`${owner}/each[`)) {
          const inside = Number.parseInt(step.key.slice(owner.length + 6), 10);
          if (inside > at.index) this.#stop(step, event.at);
        }
      }
      at.loop.stop(event.at, at.index);
    }
  }

  #fail(event: Extract<Ended, { type: 'step.failed' }>, place: StepKey, loop: LoopTrack | undefined): void {
    const track = this.nodes.get(place.node);
    const { code, message, hint } = event.error;
    if (track) {
      track.failed++;
      track.error = { code, message, hint, step: event.step };
    }
    const own = event.error.step === undefined || event.error.step === event.step;
    const seen = this.#outOfTries(place);
    this.errors.add(event.error, { node: place.node, step: event.step, ...placeIn(seen), own });
    // What a try catches, its loop goes on past.
    if (seen && seen.loop !== loop) seen.loop.handled(seen.index);
    if (!loop) return;
    if (event.caught) {
      loop.handled(place.index);
      loop.nodeEnded(place.index, event.at);
      return;
    }
    this.#stopInside(`${loop.owner}/each[${place.index}]/`, event.at);
    loop.close(place.index, event.at, OUTCOME.failed);
  }

  /** Items that failed and left by the node's error port. */
  #noteErrors(key: string, out: PortOutputs): void {
    const output = out.error;
    if (!output || !('items' in output) || output.items.length === 0) return;
    const place = splitKey(key);
    // A port of that name need not be where failures leave.
    const errors = output.items.map(errorOf).filter((error) => error !== undefined);
    if (errors.length === 0) return;
    const seen = this.#outOfTries(place);
    seen?.loop.handled(seen.index);
    for (const error of errors)
      this.errors.add(error, { node: place.node, step: key, ...placeIn(seen), own: true });
  }

  #isTry(node: string): boolean {
    return this.graph.nodes.get(node)?.shape.container === 'try';
  }

  /** The innermost iteration around a place that is not only the inside of a try. */
  #outOfTries(place: StepKey): Around | undefined {
    let at = place;
    // By key: of very many tries not each is kept as a loop.
    while (at.owner !== undefined && this.#isTry(splitKey(at.owner).node)) at = splitKey(at.owner);
    return around(this.#loopOf(at), at.index);
  }

  /** Ends what still goes on inside: nobody will tell of it any more. */
  #stopInside(prefix: string, at: number): void {
    for (const step of [...this.open.values()]) if (step.key.startsWith(prefix)) this.#stop(step, at);
  }

  #stop(step: OpenStep, at: number): void {
    step.ends(at, false);
    this.open.delete(step.key);
    step.track.end = Math.max(step.track.end ?? at, at);
    this.loops.get(step.key)?.stop(at);
    const place = splitKey(step.key);
    this.#loopOf(place)?.noteStep(place.index, this.#nodeAt(place).index, {
      status: STEP.cancelled,
      ms: at - step.begin,
    });
  }

  #nodeAt(place: StepKey): GraphNode {
    const node = this.graph.nodes.get(place.node);
    if (!node) throw new RangeError(`the run names the node "${place.node}", which its flow does not have`);
    return node;
  }

  #loopOf(place: StepKey): LoopTrack | undefined {
    return place.owner === undefined ? undefined : this.#loopAt(place.owner);
  }

  #loopAt(owner: string): LoopTrack | undefined {
    const known = this.loops.get(owner);
    if (known) return known;
    const place = splitKey(owner);
    const inner = this.graph.nodes.get(place.node)?.inner;
    if (!inner) return undefined;
    if (this.loops.size >= MOST_LOOPS) {
      this.loopsLeftOut = true;
      return undefined;
    }
    const inside = inner.nodes.map(({ id }) => id);
    const others = this.#loopsOf.get(place.node) ?? { loops: [], totals: noCounts() };
    this.#loopsOf.set(place.node, others);
    const outside = around(this.#loopOf(place), place.index);
    const loop = new LoopTrack({ owner, node: place.node, inside, around: outside }, others.totals);
    this.loops.set(owner, loop);
    others.loops.push(loop);
    return loop;
  }
}

function around(loop: LoopTrack | undefined, index: number): Around | undefined {
  return loop && { loop, index };
}

function placeIn(seen: Around | undefined): { owner: string | undefined; index: number } {
  return { owner: seen?.loop.owner, index: seen?.index ?? -1 };
}

function errorOf(item: Item): Pick<ErrorShape, 'code' | 'message' | 'hint'> | undefined {
  const { error } = item.json;
  if (!isJsonObject(error) || typeof error.code !== 'string' || typeof error.message !== 'string')
    return undefined;
  const { code, message, hint } = error;
  return { code, message, ...(typeof hint === 'string' ? { hint } : {}) };
}
