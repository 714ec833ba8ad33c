const KEY = 'flowbench.slots-asked';
/** Flows whose slots were asked about longest ago are forgotten: being asked once more does no harm. */
const MOST = 500;

type Asked = Record<string, readonly string[]>;

/** Whether the user was asked about one of these empty slots of a flow before, in this browser. */
export function askedBefore(flow: string, slots: readonly string[]): boolean {
  const asked = read()[flow] ?? [];
  return slots.every((slot) => asked.includes(slot));
}

/** Notes that the user was asked about slots, or made them here. */
export function rememberAsked(flow: string, slots: readonly string[]): void {
  const { [flow]: before = [], ...others } = read();
  const all = [...Object.entries(others), [flow, [...new Set([...before, ...slots])]] as const];
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(all.slice(-MOST))));
  } catch {
    // The store is full or forbidden: the question comes again after a reload.
  }
}

function read(): Asked {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Asked) : {};
  } catch {
    return {};
  }
}
