/** `npm run build:desktop`: builds the desktop shell to dist/electron. */
import { buildDesktop } from './desktop/build-desktop.ts';

await buildDesktop();
