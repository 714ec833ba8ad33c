import type { Item } from '#contract/node';

/** Items as JSON. */
export function ItemData({ items }: { items: readonly Item[] }) {
  return (
    <pre className="mono">
      {JSON.stringify(
        items.map((item) => item.json),
        null,
        2,
      )}
    </pre>
  );
}
