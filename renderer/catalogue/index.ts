export { setCatalogue, startCatalogue, useCatalogue, useDescription } from './catalogue.ts';
export { GROUPS } from './groups.ts';
export { searchNodes } from './search.ts';
