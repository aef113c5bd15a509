import { execFileSync } from 'child_process';
import * as http from 'http';
import { AddressInfo } from 'net';
import { text } from 'stream/consumers';

/** Registries on this machine: npm's, with what is published there and all else from the one that npm is set to, and PyPI's upload and simple index. */
export interface Registries {
  readonly npm: string;
  readonly pypi: string;
  /** What was published: npm's versions, and PyPI's files. */
  readonly published: () => string[];
  stop(): void;
}

export async function startRegistries(): Promise<Registries> {
  const upstream = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim().replace(/\/?$/, '/');
  const packages = new Map<string, any>();
  const files = new Map<string, Buffer>();

  async function answer(request: http.IncomingMessage, response: http.ServerResponse) {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const file = pathname.split('/').at(-1)!;
    if (request.method === 'PUT') {
      const document = JSON.parse(await text(request));
      packages.set(document.name, document);
      Object.entries<{ data: string }>(document._attachments).forEach(([called, { data }]) => files.set(called, Buffer.from(data, 'base64')));
      return response.writeHead(201).end('{}');
    }
    if (request.method === 'POST') {
      const form = await new Response(await buffered(request), { headers: { 'content-type': request.headers['content-type']! } }).formData();
      const content = form.get('content') as File;
      files.set(content.name, Buffer.from(await content.arrayBuffer()));
      return response.end();
    }
    if (files.has(file)) return response.end(files.get(file));
    if (packages.has(file)) return response.end(JSON.stringify(packages.get(file)));
    if (pathname.startsWith('/npm/')) return response.writeHead(302, { location: upstream + pathname.replace('/npm/', '') }).end();
    const wheels = [...files.keys()].filter(called => called.startsWith(`${pathname.split('/')[3]?.replace(/-/g, '_')}-`));
    const links = wheels.map(called => `<a href="/pypi/files/${called}">${called}</a>`);
    return response.writeHead(links.length > 0 ? 200 : 404, { 'content-type': 'text/html' }).end(links.join('\n'));
  }

  const server = http.createServer((request, response) => void answer(request, response).catch(error => response.writeHead(500).end(String(error))));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    npm: `${url}/npm/`,
    pypi: `${url}/pypi/`,
    published: () => [...files.keys()].sort(),
    stop: () => { server.closeAllConnections(); server.close(); },
  };
}

async function buffered(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
