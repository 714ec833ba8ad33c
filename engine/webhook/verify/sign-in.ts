import { type Doubt, headerOf, keyOf, NO_KEY, type Proof, sameText, secretText } from './check.ts';

/** A user name and a password. */
export const basic: Proof = {
  secretHeaders: ['authorization'],
  check(call, secret) {
    const [scheme = '', given = ''] = (headerOf(call, 'authorization') ?? '').split(' ', 2);
    const user = secretText(secret, 'user', 'username') ?? '';
    const password = secretText(secret, 'password') ?? '';
    if (user === '' && password === '') return NO_KEY;
    if (scheme.toLowerCase() !== 'basic') return 'It has no user name and password.';
    const login = Buffer.from(given, 'base64').toString('utf8');
    return doubtUnless(sameText(login, `${user}:${password}`), 'The user name or the password is wrong.');
  },
};

/** A token in `Authorization: Bearer …`. */
export const bearer: Proof = {
  secretHeaders: ['authorization'],
  check(call, secret) {
    const token = keyOf(secret);
    if (token === undefined) return NO_KEY;
    const [scheme = '', given = ''] = (headerOf(call, 'authorization') ?? '').split(' ', 2);
    if (scheme.toLowerCase() !== 'bearer') return 'It has no bearer token.';
    return doubtUnless(sameText(given, token), 'The bearer token is wrong.');
  },
};

/** A secret value in a header of any name. */
export function headerSecret(name: string): Proof {
  return {
    secretHeaders: [name],
    check(call, secret) {
      const key = keyOf(secret);
      if (key === undefined) return NO_KEY;
      const given = headerOf(call, name);
      if (given === undefined) return `The header ${name} is missing.`;
      return doubtUnless(sameText(given, key), `The value of the header ${name} is wrong.`);
    },
  };
}

function doubtUnless(isGood: boolean, doubt: string): Doubt {
  return isGood ? undefined : doubt;
}
