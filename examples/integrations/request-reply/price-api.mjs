// A small price service for the example, on this machine only. Start it with
//   node price-api.mjs [PORT] [SLOW]
// GET /prices/SKU gives a price; articles that begin with SLOW take SLOW milliseconds (default 6000).
import { createServer } from 'node:http';

const port = Number(process.argv[2] ?? 8793);
const slow = Number(process.argv[3] ?? 6000);

const server = createServer((request, response) => {
  const sku = /^\/prices\/([\w-]+)$/.exec(request.url ?? '')?.[1];
  const found = sku !== undefined && !sku.startsWith('NONE');
  const body = found ? { sku, price: sku.length * 2.5 } : { message: 'There is no such article' };
  setTimeout(
    () => {
      response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    },
    sku?.startsWith('SLOW') ? slow : 0,
  );
});

server.listen(port, '127.0.0.1', () => {
  console.log(
    `The price service answers on http://127.0.0.1:${server.address().port} until you press Ctrl+C.`,
  );
});
