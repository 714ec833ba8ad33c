import { Vault } from '#engine/credentials';

/*
 * The process that tests of the vault kill: `child.ts FILE rotate`, or `child.ts FILE read`, which
 * prints every token as JSON. A passphrase comes on standard input where there is one.
 */
const [, , file = '', act] = process.argv;
const given: Buffer[] = [];
for await (const chunk of process.stdin) given.push(chunk);
const passphrase = Buffer.concat(given).toString();
const vault = new Vault({ file, askPassphrase: async () => passphrase });
if (act === 'rotate') await vault.lock.rotate();
const opened = await Promise.all(vault.list().map(({ id }) => vault.open(id)));
vault.close();
process.stdout.write(JSON.stringify(opened.map(({ values: { token }, state }) => ({ token, state }))));
