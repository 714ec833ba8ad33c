export { allowList } from './allow-list.ts';
export { Listener } from './listener.ts';
export { CallRate } from './rate.ts';
export {
  type CallHead,
  jsonReply,
  NOT_FOUND,
  type Reply,
  type Route,
  refusal,
  type WholeCall,
} from './route.ts';
