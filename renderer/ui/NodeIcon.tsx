import { Box } from 'lucide-react';
import { NODE_ICONS } from './node-icons.ts';

/** A node type's icon by its lucide name; a box where the name is not known. */
export function NodeIcon({ name }: { name: string }) {
  const Icon = NODE_ICONS[name] ?? Box;
  return <Icon aria-hidden strokeWidth={1.75} />;
}
