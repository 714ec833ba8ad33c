export { SpillingLists } from './spilling-lists.ts';
