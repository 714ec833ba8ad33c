import type { Item } from '#contract/node';
import type { PortOutputs, StepCheckpoint } from './events.ts';
import type { ItemList } from './item-list.ts';
import { appendOutput, growingOutput, type OutputList, outputOf } from './output-list.ts';
import type { RunState, Step } from './state.ts';

/** In a checkpoint inside a try: the items that failed, as they leave the try. No port of a node has this name. */
export const CAUGHT = '@caught';

/** What became of some input items; results are taken in the order of the input. */
export function checkpoint(state: RunState, step: Step, event: StepCheckpoint): void {
  if (event.more) {
    step.parts ??= new Map();
    step.parts.set(event.from, [...(step.parts.get(event.from) ?? []), event.out]);
    return;
  }
  for (let item = event.from; step.begun && item < event.from + event.count; item++) step.begun.delete(item);
  if (event.from !== step.settled) {
    step.ahead ??= new Map();
    step.ahead.set(event.from, event);
    return;
  }
  for (let next: StepCheckpoint | undefined = event; next; next = step.ahead?.get(step.settled)) {
    step.ahead?.delete(step.settled);
    for (const part of step.parts?.get(next.from) ?? []) addOutputs(state, step, part, next.from);
    step.parts?.delete(next.from);
    addOutputs(state, step, next.out, next.from);
    step.settled += next.count;
  }
}

/** Adds to what a step has given by its ports. @param offset input item that the first output came from */
export function addOutputs(state: RunState, step: Step, out: PortOutputs, offset: number): void {
  for (const port in out) {
    const part = out[port];
    if (!part) continue;
    const items = 'pick' in part ? pickItems(step.input, part.pick) : part.items;
    const from = 'pick' in part ? part.pick : part.from;
    if (port === CAUGHT) {
      catchItems(step, items);
      continue;
    }
    const existing = step.outputs.get(port);
    if (!existing && offset === 0) {
      // The usual case: everything in one piece. It may still grow, so the first growth moves it to a builder.
      step.outputs.set(port, outputOf(items, from));
    } else {
      const output = existing?.builder ? existing : grow(state, step, existing);
      step.outputs.set(port, output);
      appendOutput(output, items, from, offset);
    }
  }
}

function grow(state: RunState, step: Step, existing: OutputList | undefined): OutputList {
  const output = growingOutput(state.lists);
  step.scope.grown = true;
  if (existing?.list) {
    output.builder?.append(existing.list.toArray());
    output.length = existing.length;
    output.from =
      existing.from === 'identity' || existing.from === 'all' ? existing.from : [...existing.from];
  }
  return output;
}

/** Inside a try: keeps items that failed until the step has ended. */
export function catchItems(step: Step, items: readonly Item[]): void {
  step.caught ??= [];
  for (const item of items) step.caught.push(item);
}

function pickItems(input: ItemList | undefined, pick: readonly number[]): readonly Item[] {
  return pick.map((index) => {
    if (!input || index >= input.length) throw new RangeError(`no input item ${index}`);
    return input.at(index);
  });
}
