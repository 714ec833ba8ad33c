export { oauth2 } from './oauth2.ts';
export { SignIns } from './sign-in/sign-ins.ts';
