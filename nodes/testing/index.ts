export { type Abilities, contextFor, NOW, plainAbilities } from './plain-context.ts';
export { inputsOf, runNode, type TestInput } from './run-node.ts';
