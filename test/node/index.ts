export { createBench, type NodeBench, type RunOptions } from './bench.ts';
