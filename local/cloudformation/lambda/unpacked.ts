import * as fs from 'fs';
import * as path from 'path';
import { unzipSync } from 'fflate';

/** Whether a file is a zip file, as a JAR is, too. */
export function isZip(file: string): boolean {
  const head = Buffer.alloc(4);
  const descriptor = fs.openSync(file, 'r');
  fs.readSync(descriptor, head, 0, head.length, 0);
  fs.closeSync(descriptor);
  return head.equals(Buffer.from('PK\x03\x04'));
}

/** The directory below `place` that a zip file is unpacked to, as Lambda does it: once, for assets are called by their content. */
export function unpacked(zip: string, place: string): string {
  const directory = path.join(place, path.basename(zip));
  if (fs.existsSync(directory)) return directory;
  for (const [name, content] of Object.entries(unzipSync(fs.readFileSync(zip)))) {
    const file = path.join(directory, path.join('/', name)); // none is outside
    fs.mkdirSync(name.endsWith('/') ? file : path.dirname(file), { recursive: true });
    if (!name.endsWith('/')) fs.writeFileSync(file, content, { mode: 0o755 }); // any may be a program
  }
  return directory;
}
