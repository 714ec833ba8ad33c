/** `npm run docs`: writes the parts of docs/ that the code knows best. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateDocs } from './docs/generate-docs.ts';

const root = dirname(import.meta.dirname);
for (const [path, text] of generateDocs()) {
  writeFileSync(join(root, path), text);
  console.log(path);
}
