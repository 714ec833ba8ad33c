// A small stock service for the example, on this machine only. Start it with
//   node stock-api.mjs [PORT]
// GET /stock lists all articles, PUT /stock/SKU {"count":5} sets one.
import { createServer } from 'node:http';

const port = Number(process.argv[2] ?? 8792);
const stock = { 'SKU-100': 12, 'SKU-200': 0 };

const server = createServer(async (request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (request.method === 'GET' && request.url === '/stock') {
    return answer(
      200,
      Object.entries(stock).map(([sku, count]) => ({ sku, count })),
    );
  }
  const sku = /^\/stock\/([\w-]+)$/.exec(request.url ?? '')?.[1];
  if (request.method !== 'PUT' || sku === undefined) return answer(404, { message: 'There is no such page' });
  let text = '';
  for await (const part of request) text += part;
  stock[sku] = JSON.parse(text).count;
  return answer(200, { sku, count: stock[sku] });
});

server.listen(port, '127.0.0.1', () => {
  console.log(
    `The stock service answers on http://127.0.0.1:${server.address().port} until you press Ctrl+C.`,
  );
});
