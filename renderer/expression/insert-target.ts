import { create } from 'zustand';
import type { FieldPath } from './field-path.ts';

/** The parameter that was edited last: where a field chosen by keys goes. */
interface InsertTarget {
  label: string;
  insert(path: FieldPath): void;
}

export const useInsertTarget = create<{ target: InsertTarget | undefined }>(() => ({ target: undefined }));

/** Makes a parameter the one that fields go into. */
export function aimAt(target: InsertTarget): void {
  useInsertTarget.setState({ target });
}

/** Forgets a parameter that is no longer shown. */
export function aimAway(target: InsertTarget): void {
  useInsertTarget.setState((state) => (state.target === target ? { target: undefined } : state));
}
