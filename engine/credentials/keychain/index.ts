export { type Keychain, systemKeychain } from './keychain.ts';
export { keychainUnavailable } from './keychain-error.ts';
