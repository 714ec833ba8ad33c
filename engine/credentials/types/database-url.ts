import { z } from 'zod';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';

/** `scheme://user:password@host:port,host:port/…`: several hosts are not for `URL` to read. */
const FORM = /^(?<scheme>[a-z][a-z\d+.-]*):\/\/(?:(?<login>[^/?#]*)@)?(?<hosts>[^/?#]*)/i;

/** Where databases listen if their URL does not say. */
const USUAL_PORTS: Readonly<Record<string, number>> = {
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  mariadb: 3306,
  mssql: 1433,
  sqlserver: 1433,
  mongodb: 27017,
};

export const databaseUrl = defineConnectionType({
  type: 'database.url',
  title: 'Database',
  summary: 'A database, by its URL with user and password.',
  icon: 'database',
  group: 'database',
  docs: 'For example `postgres://user:password@db.example.com:5432/shop`. Signs like @ and / in the password are written as %40 and %2F.',
  fields: z.object({
    url: field
      .secret('URL', { placeholder: 'postgres://user:password@host:5432/database' })
      .regex(FORM, 'begins with a name like postgres:// or mysql://'),
    ca: field
      .text('Certificate authority', {
        editor: 'multiline',
        help: 'PEM; for databases with a certificate of a company.',
      })
      .optional(),
  }),
  reachAt({ url }) {
    const { scheme = '', hosts = '' } = FORM.exec(url)?.groups ?? {};
    const [, host, port] = /^\[?([^\]]+?)\]?(?::(\d+))?$/.exec(hosts.split(',')[0] ?? '') ?? [];
    const usual = port ?? USUAL_PORTS[scheme.toLowerCase()];
    return host === undefined || usual === undefined ? undefined : { host, port: Number(usual) };
  },
  hostsOf: ({ url }) =>
    (FORM.exec(url)?.groups?.hosts ?? '')
      .split(',')
      .map((host) => host.replace(/:\d+$/, ''))
      .filter((host) => host !== ''),
  secretsOf({ url }) {
    const login = FORM.exec(url)?.groups?.login ?? '';
    const password = login.includes(':') ? login.slice(login.indexOf(':') + 1) : '';
    return [password, unescaped(password)];
  },
});

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
