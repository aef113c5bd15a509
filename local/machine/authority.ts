import { createPrivateKey, generateKeyPairSync, KeyObject, X509Certificate } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { createSecureContext, SecureContext } from 'tls';
import { certificateOf } from './certificate';

const NAME = `Local Regions of ${os.userInfo().username} on ${os.hostname()}`.slice(0, 64);
const AUTHORITY_DAYS = 3650;
/** Browsers take no longer ones. */
const DAYS = 397;

/** Who signs the certificates of the names that are served here: its key is in a folder of the user, those of the certificates only in memory. */
export class Authority {
  /** Takes the authority of a folder, or makes one there. */
  static in(directory: string): Authority {
    const [keyFile, certificateFile] = ['key.pem', 'authority.pem'].map(name => path.join(directory, name));
    if (!fs.existsSync(keyFile) || !fs.existsSync(certificateFile)) {
      fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
      const { privateKey, publicKey } = newKeys();
      fs.rmSync(keyFile, { force: true });
      fs.writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
      const issuer = { commonName: NAME, privateKey };
      fs.writeFileSync(certificateFile, certificateOf({ commonName: NAME, publicKey, issuer, days: AUTHORITY_DAYS }));
    }
    return new Authority(certificateFile, createPrivateKey(fs.readFileSync(keyFile)));
  }

  private readonly keys = newKeys();
  private readonly commonName: string;
  private readonly contexts = new Map<string, SecureContext>();

  private constructor(readonly certificateFile: string, private readonly privateKey: KeyObject) {
    const certificate = new X509Certificate(fs.readFileSync(certificateFile));
    if (!certificate.checkPrivateKey(privateKey)) {
      throw new Error(`${certificateFile} is not of the key beside it: delete both, and trust the new one`);
    }
    this.commonName = certificate.subject.replace(/^CN=/, '');
  }

  /** What a server shows to who asks for a name. */
  contextFor(name: string): SecureContext {
    const context = this.contexts.get(name) ?? createSecureContext(this.credentialsFor(name));
    this.contexts.set(name, context);
    return context;
  }

  /** A key and the certificate of a name. */
  credentialsFor(name: string) {
    const names = name === 'localhost' ? ['localhost', '127.0.0.1'] : [name];
    const issuer = { commonName: this.commonName, privateKey: this.privateKey };
    const cert = certificateOf({ commonName: name.slice(0, 64), publicKey: this.keys.publicKey, issuer, days: DAYS, names });
    return { key: this.keys.privateKey.export({ type: 'pkcs8', format: 'pem' }), cert };
  }
}

/** Where the authority of a user is. */
export function authorityDirectory(environment: NodeJS.ProcessEnv): string {
  return path.join(environment.XDG_STATE_HOME || path.join(os.homedir(), '.local', 'state'), 'multi-region', 'authority');
}

function newKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
}
