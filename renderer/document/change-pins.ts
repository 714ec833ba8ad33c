import { type Pins, pinOf } from '#contract/fixtures';
import type { Flow } from '#contract/flow';
import { applyChange } from './apply-change.ts';
import type { FlowChange } from './change.ts';

/** Carries out an edit on the pinned outputs: what `applyChange` is for the flow. @param flow as it was before */
export function changePins(pins: Pins, change: FlowChange, flow: Flow): Pins {
  switch (change.do) {
    case 'pin': {
      const { [change.node]: _, ...others } = pins;
      return change.pin ? { ...others, [change.node]: change.pin } : others;
    }
    case 'renameId': {
      const pin = pinOf(pins, change.from);
      if (!pin || flow.nodes[change.to]) return pins;
      const { [change.from]: _, ...others } = pins;
      return { ...others, [change.to]: pin };
    }
    // Another type gives something else.
    case 'replaceNode':
      return without(pins, [change.id]);
    case 'removeNodes':
    case 'dissolveNode': {
      const { nodes } = applyChange(flow, change);
      return without(
        pins,
        Object.keys(flow.nodes).filter((id) => !Object.hasOwn(nodes, id)),
      );
    }
    case 'all': {
      let [now, before] = [pins, flow];
      for (const each of change.changes) {
        now = changePins(now, each, before);
        before = applyChange(before, each);
      }
      return now;
    }
    default:
      return pins;
  }
}

function without(pins: Pins, ids: readonly string[]): Pins {
  if (!ids.some((id) => pinOf(pins, id))) return pins;
  return Object.fromEntries(Object.entries(pins).filter(([id]) => !ids.includes(id)));
}
