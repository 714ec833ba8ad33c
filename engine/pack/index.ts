export { filesBeside } from './contents.ts';
export { PACK_SUFFIX } from './limits.ts';
export { openPack, type Pack } from './read-pack.ts';
export { reportPack } from './report-pack.ts';
export { unpack } from './unpack.ts';
export { writePack } from './write-pack.ts';
