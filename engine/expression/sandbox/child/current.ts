import { DateTime, Settings } from 'luxon';
import type { EnvData, ItemData, ListData, Need, NodeData } from '../protocol.ts';
import { setNow, setSeed } from './clock.ts';

/** What the call under way is about. There is one at a time. */
export interface CurrentCall {
  env: EnvData;
  input: ListData | undefined;
  nodes: Readonly<Record<string, NodeData>>;
  /** Lists by resource id. */
  lists: ReadonlyMap<number, ItemData[]>;
  first: number;
  /** What was asked for but not sent; then the call is void and made again. */
  needs: Need[];
  /** The item under evaluation, and its position within the call. */
  item: ItemData;
  position: number;
  /** The expression may change what it is given, so it gets copies. */
  copies: boolean;
  /** The input is the call's own and may be changed as it is. */
  ownsInput: boolean;
  log: (level: string, message: string) => void;
}

let active: CurrentCall | undefined;

/** The call under way. */
export function current(): CurrentCall {
  if (active === undefined) throw new Error('no call is under way');
  return active;
}

/** Makes a call the one under way; sets clock and zone. */
export function enter(call: CurrentCall): void {
  active = call;
  setNow(call.env.now);
  Settings.defaultZone = call.env.timezone;
  // Local methods of Date follow the process's zone, which Node re-reads when this changes.
  if (process.env.TZ !== call.env.timezone) process.env.TZ = call.env.timezone;
}

/** Makes an item the one under evaluation. */
export function enterItem(call: CurrentCall, item: ItemData, position: number): void {
  call.item = item;
  call.position = position;
  setSeed(`${call.env.seed}:${call.first + position}`);
}

/** Ends the call: what guests kept of its views gives nothing any more. */
export function leave(): void {
  active = undefined;
}

/** `$now` as a new object: objects of luxon can be written to. */
export function now(): DateTime {
  return DateTime.now();
}

/** `$today`: midnight in the flow's zone. */
export function today(): DateTime {
  return DateTime.now().startOf('day');
}
