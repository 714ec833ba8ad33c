export { oauth2 } from './oauth2.ts';
export { renewOAuthTokens } from './renew-oauth-tokens.ts';
export { SignIns } from './sign-in/sign-ins.ts';
