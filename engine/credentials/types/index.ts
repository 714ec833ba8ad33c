import type { ConnectionType } from '../connection-type.ts';
import { oauth2 } from '../oauth/index.ts';
import { amqpUrl } from './amqp-url.ts';
import { databaseUrl } from './database-url.ts';
import { httpApiKey } from './http-api-key.ts';
import { httpAwsSigV4 } from './http-aws-sig-v4.ts';
import { httpBasic } from './http-basic.ts';
import { httpBearer } from './http-bearer.ts';
import { httpClientCertificate } from './http-client-certificate.ts';
import { httpDigest } from './http-digest.ts';
import { httpHmac } from './http-hmac.ts';
import { httpJwt } from './http-jwt.ts';
import { mailImap, mailSmtp } from './mail.ts';
import { mqttBroker } from './mqtt-broker.ts';
import { natsServer } from './nats-server.ts';
import { redisUrl } from './redis-url.ts';
import { sshKey } from './ssh-key.ts';

/** In the order in which they are offered. */
const all = [
  oauth2,
  httpBearer,
  httpApiKey,
  httpBasic,
  httpDigest,
  httpJwt,
  httpHmac,
  httpAwsSigV4,
  httpClientCertificate,
  databaseUrl,
  mailSmtp,
  mailImap,
  amqpUrl,
  mqttBroker,
  natsServer,
  redisUrl,
  sshKey,
] as const satisfies readonly ConnectionType[];

/** Every connection type by its name. */
export const connectionTypes: ReadonlyMap<string, ConnectionType> = new Map<string, ConnectionType>(
  all.map((type) => [type.type, type]),
);
