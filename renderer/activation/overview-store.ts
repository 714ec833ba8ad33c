import { create } from 'zustand';

/** Whether the overview of active flows is open. */
export const useOverview = create<{ open: boolean }>(() => ({ open: false }));

export function showOverview(): void {
  useOverview.setState({ open: true });
}

export function hideOverview(): void {
  useOverview.setState({ open: false });
}
