import { EventEmitter } from 'events';
import * as http from 'http';
import { AddressInfo } from 'net';

/** What the third party is told. */
export interface Forwarded {
  readonly region: string;
  readonly metric?: string;
  readonly value?: number;
  readonly alarm?: string;
  readonly state?: string;
}

/** A third party on this machine, in place of the one on the internet: it takes each id once, and answers 503 while it is down. */
export class ThirdParty {
  static async start(): Promise<ThirdParty> {
    const thirdParty = new ThirdParty();
    await new Promise<void>(resolve => thirdParty.server.listen(0, '127.0.0.1', resolve));
    return thirdParty;
  }

  isDown = false;
  readonly received: Forwarded[] = [];
  private readonly ids = new Set<unknown>();
  private readonly requests = new EventEmitter();
  private readonly server = http.createServer((request, response) => void this.answer(request, response));

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/events`;
  }

  /** When it is next asked to take what has these, and has answered. */
  asked(wanted: Partial<Forwarded>): Promise<number> {
    return new Promise(resolve => {
      const listener = (event: Forwarded, status: number) => {
        if (Object.entries(wanted).some(([name, value]) => event[name as keyof Forwarded] !== value)) return;
        this.requests.off('answered', listener);
        resolve(status);
      };
      this.requests.on('answered', listener);
    });
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse) {
    const event = JSON.parse((await request.toArray()).join(''));
    const id = request.headers['idempotency-key'];
    const status = this.isDown ? 503 : 204;
    if (!this.isDown && !this.ids.has(id)) {
      this.ids.add(id);
      this.received.push(event);
    }
    response.writeHead(status).end(() => this.requests.emit('answered', event, status));
  }
}
