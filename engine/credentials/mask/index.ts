export { maskBytes } from './mask-bytes.ts';
export { MASK, Masker } from './masker.ts';
