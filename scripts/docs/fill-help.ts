import { helpFor } from '#engine/cli';

/** A block that begins with `$ flowbench help COMMAND`: what follows is that help. */
const BLOCK = /(```text\n\$ flowbench help ?([\w -]*)\n)[^`]*(?=```)/g;

/** Renews the help texts that a Markdown document shows. */
export function fillHelp(markdown: string): string {
  return markdown.replace(BLOCK, (_whole, start: string, command: string) => {
    return start + helpFor(...command.split(' ').filter((word) => word !== ''));
  });
}
