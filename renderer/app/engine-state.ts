import { create } from 'zustand';
import type { EngineState } from '#contract/desktop';

/** How the engine of the desktop window is doing; undefined in a browser, which cannot know. */
export const useEngineState = create<{ engine: EngineState | undefined }>(() => ({ engine: undefined }));
