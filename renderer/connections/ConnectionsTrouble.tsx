import { plural, StateGlyph } from '#renderer/ui';
import { needsUser } from './model/health.ts';
import { useConnections } from './state/store.ts';

/** Beside the way to the connections page: how many credentials need the user. */
export function ConnectionsTrouble() {
  const count = useConnections((state) => state.entries?.filter(needsUser).length ?? 0);
  if (count === 0) return null;
  return (
    <span className="nav-trouble">
      <StateGlyph state="warning" silent />
      <span aria-hidden>{count}</span>
      <span className="sr">, {plural(count, 'credential needs', 'credentials need')} you</span>
    </span>
  );
}
