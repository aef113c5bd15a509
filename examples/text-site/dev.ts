import * as fs from 'fs';
import * as http from 'http';
import { AddressInfo } from 'net';
import * as path from 'path';

/** The page on this machine, and a captcha in place of the provider's, whose widget says `human`. */
export class Dev {
  static async start(port = 0): Promise<Dev> {
    const dev = new Dev();
    await new Promise<void>(resolve => dev.server.listen(port, '127.0.0.1', resolve));
    return dev;
  }

  /** Where the page sends messages. */
  api = 'http://localhost:3000';
  /** The token that the widget gives next. */
  token = 'human';
  /** What the provider was asked. */
  readonly asked: { readonly [name: string]: string }[] = [];
  private readonly server = http.createServer((request, response) => void this.answer(request, response));

  private constructor() {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse) {
    switch (request.url) {
      case '/settings.json':
        return answerWith(response, 'application/json', JSON.stringify({ api: this.api, captcha: `${this.url}/widget.js` }));
      case '/widget.js':
        return answerWith(response, 'text/javascript', `window.captcha = { token: async () => ${JSON.stringify(this.token)} };`);
      case '/verify': {
        const question = Object.fromEntries(new URLSearchParams((await request.toArray()).join('')));
        this.asked.push(question);
        return answerWith(response, 'application/json', JSON.stringify({ success: question.response === 'human' }));
      }
    }
    const file = ['index.html', 'page.js'].find(name => request.url === `/${name}`) ?? 'index.html';
    answerWith(response, file.endsWith('.js') ? 'text/javascript' : 'text/html', fs.readFileSync(path.join(__dirname, 'page', file)));
  }
}

function answerWith(response: http.ServerResponse, type: string, body: string | Buffer) {
  response.writeHead(200, { 'content-type': type }).end(body);
}

if (require.main === module) {
  void Dev.start(8080).then(({ url }) => console.log(`The page is at ${url}`));
}
