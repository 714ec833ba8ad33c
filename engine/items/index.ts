export { SpillingLists } from './spilling-lists.ts';
export { toItem } from './to-item.ts';
