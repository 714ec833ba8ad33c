import { createContext, useContext } from 'react';
import type { Sample } from '#renderer/sample';
import type { CompletionSources } from './complete.ts';
import type { FieldPath } from './field-path.ts';

/** A field that can be mapped, with a value to recognise it by. */
export interface SceneField {
  path: FieldPath;
  type: string;
  sample: string;
}

/** What the expressions of the chosen node are written against. */
export interface Scene {
  /** Flow file and node. */
  path: string;
  node: string;
  /** Run whose data is used, and the step in it; undefined where none is shown. */
  run: string | undefined;
  step: string | undefined;
  /** Which item of the input, from 0. */
  item: number;
  /** Whether there is data to evaluate against: a run's, or the sample of the trigger before this node. */
  hasData: boolean;
  /** Without a run: the caught call that is evaluated against. */
  sample: Sample | undefined;
  sources: CompletionSources;
  fields: readonly SceneField[];
}

const SceneContext = createContext<Scene | undefined>(undefined);
export const SceneProvider = SceneContext.Provider;

/** The scene around; undefined outside of an inspector. */
export function useScene(): Scene | undefined {
  return useContext(SceneContext);
}
