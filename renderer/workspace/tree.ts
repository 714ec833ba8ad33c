import type { FlowEntry } from '#contract/api';

/** A folder of the workspace with its flows, sorted by name. */
export interface Folder {
  /** Path from the workspace's root; empty for the root. */
  path: string;
  name: string;
  folders: Folder[];
  flows: FlowEntry[];
}

/** Puts flow files into their folders. */
export function folderTree(flows: readonly FlowEntry[]): Folder {
  const root: Folder = { path: '', name: '', folders: [], flows: [] };
  for (const flow of flows) {
    let at = root;
    for (const name of flow.path.split('/').slice(0, -1)) {
      let folder = at.folders.find((candidate) => candidate.name === name);
      if (!folder) {
        folder = { path: at.path === '' ? name : `${at.path}/${name}`, name, folders: [], flows: [] };
        at.folders.push(folder);
      }
      at = folder;
    }
    at.flows.push(flow);
  }
  sortFolder(root);
  return root;
}

function sortFolder(folder: Folder): void {
  folder.folders.sort((a, b) => a.name.localeCompare(b.name));
  folder.flows.sort((a, b) => a.name.localeCompare(b.name));
  folder.folders.forEach(sortFolder);
}

/** Flows in a folder and below. */
export function countFlows(folder: Folder): number {
  return folder.folders.reduce((sum, inner) => sum + countFlows(inner), folder.flows.length);
}
