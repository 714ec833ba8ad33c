import { limits } from './limits.ts';
import { loads } from './loads.ts';
import { runHere } from './run-here.ts';

/* One measurement in a process of its own: `child.ts LOAD`. */
const name = process.argv[2] ?? '';
const load = loads[name];
const figures = name === 'limits' ? limits() : load && (await runHere(load));
process.stdout.write(JSON.stringify(figures));
