export { createBench, type NodeBench } from './bench.ts';
