// Two services for the example, a shop and a CRM, on this machine only. Start them with
//   node services.mjs [PORT]
// Both keep customers, and both tell whoever wants to know of every change:
//   PUT /shop/hook {"url":"…"}            the address that the shop calls (the same for /crm)
//   PUT /shop/customers/7 {"name":"Ada"}  changes a customer; "changedBy" says who did it
//   GET /shop/customers/7, GET /shop/customers, GET /shop/writes
import { createServer } from 'node:http';

const port = Number(process.argv[2] ?? 8791);
const sites = { shop: newSite(), crm: newSite() };

function newSite() {
  return { hook: undefined, customers: {}, writes: 0 };
}

const server = createServer(async (request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const [, name, what, id] = new URL(request.url, 'http://localhost').pathname.split('/');
  const site = sites[name];
  if (!site) return answer(404, { message: 'There is no such service' });
  if (request.method === 'GET') {
    if (what === 'writes') return answer(200, { writes: site.writes });
    if (what === 'customers' && id === undefined) return answer(200, site.customers);
    const customer = what === 'customers' ? site.customers[id] : undefined;
    return customer ? answer(200, customer) : answer(404, { message: `There is no customer ${id}` });
  }
  if (request.method !== 'PUT') return answer(405, { message: 'Only GET and PUT are known here' });
  let text = '';
  for await (const part of request) text += part;
  const body = JSON.parse(text);
  if (what === 'hook') {
    site.hook = body.url;
    return answer(200, { url: body.url });
  }
  const { changedBy = 'someone', name: customerName, email } = body;
  const version = (site.customers[id]?.version ?? 0) + 1;
  site.customers[id] = { id, name: customerName, email, version };
  site.writes++;
  answer(200, site.customers[id]);
  await tell(site.hook, { event: `${name}-${id}-${version}`, changedBy, customer: site.customers[id] });
});

/** Calls the hook, again after a while where it does not answer: services do so, too. */
async function tell(url, event, attempt = 1) {
  if (url === undefined) return;
  const headers = { 'content-type': 'application/json' };
  const sent = await fetch(url, { method: 'POST', headers, body: JSON.stringify(event) }).catch(
    () => undefined,
  );
  if (sent?.ok || attempt > 5) return;
  setTimeout(() => tell(url, event, attempt + 1), 200 * attempt);
}

server.listen(port, '127.0.0.1', () => {
  console.log(`Shop and CRM answer on http://127.0.0.1:${server.address().port} until you press Ctrl+C.`);
});
