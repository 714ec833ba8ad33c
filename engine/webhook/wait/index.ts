export { WaitRoute } from './wait-route.ts';
