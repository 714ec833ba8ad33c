import { create } from 'zustand';

/** What is asked about a flow file: a new name, or whether to remove it. */
export const useFlowQuestion = create<{ ask: 'rename' | 'remove' | undefined; path: string }>(() => ({
  ask: undefined,
  path: '',
}));

export function askAboutFlow(ask: 'rename' | 'remove', path: string): void {
  useFlowQuestion.setState({ ask, path });
}
