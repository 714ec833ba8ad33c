import { useMemo } from 'react';
import { pinTroubles } from '#contract/fixtures';
import type { Problem } from '#contract/flow';
import { useDocument } from './documents.ts';

/** All that is wrong with an open flow, its pinned outputs included. */
export function useProblems(path: string | undefined): readonly Problem[] {
  const document = useDocument(path);
  const { problems = NONE, history, shapes, pinTrouble } = document ?? {};
  return useMemo(() => {
    if (pinTrouble === undefined && !history) return problems;
    const broken = pinTrouble === undefined ? [] : [{ message: pinTrouble }];
    const lost = history ? pinTroubles(history.pins, history.flow, shapes ?? {}) : [];
    const hint = 'Runs start without it. Unpin it, or pin the output anew.';
    const found = [...broken, ...lost.map((one) => ({ ...one, hint }))];
    return [...problems, ...found.map((one): Problem => ({ severity: 'warning', code: 'LOST_PIN', ...one }))];
  }, [problems, history, shapes, pinTrouble]);
}

const NONE: readonly Problem[] = [];
