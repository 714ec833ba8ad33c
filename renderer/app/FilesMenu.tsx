import { Download, Ellipsis, Package, Upload } from 'lucide-react';
import { useEditor } from '#renderer/editor';
import { chooseFiles, exportFlow, useExchange } from '#renderer/exchange';
import { Menu } from '#renderer/ui';
import { useWorkspace } from '#renderer/workspace';

const SIZE = { size: 14, 'aria-hidden': true } as const;

/** Asks which flows go into a pack, beginning with the one in front. */
export function packFlows(path: string): void {
  useExchange.setState({ packing: { flows: path === '' ? [] : [path] } });
}

/** Import and export, at the head of the tree. */
export function FilesMenu() {
  const active = useEditor((state) => state.active);
  const none = useWorkspace((state) => state.flows.length === 0);
  return (
    <Menu
      entries={[
        { label: 'Import…', icon: <Upload {...SIZE} />, onSelect: chooseFiles },
        {
          label: 'Export the flow in front…',
          icon: <Download {...SIZE} />,
          disabled: active === undefined,
          onSelect: () => active !== undefined && exportFlow(active),
        },
        {
          label: 'Export flows as a pack…',
          icon: <Package {...SIZE} />,
          disabled: none,
          onSelect: () => packFlows(active ?? ''),
        },
      ]}
    >
      <button type="button" className="btn btn-bare btn-icon btn-small" aria-label="Import and export">
        <Ellipsis {...SIZE} />
      </button>
    </Menu>
  );
}
