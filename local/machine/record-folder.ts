import * as fs from 'fs';
import * as path from 'path';
import { crc32 } from 'zlib';
import { FolderInUse, FolderLock } from './folder-lock';

/** Another number for every change of what the files mean. */
const FORMAT = 1;
/** Says which file has the records. */
const MANIFEST = 'kept.json';
const NEW_MANIFEST = `${MANIFEST}.new`;
const RECORDS = /^records-(\d+)\.log$/;
const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

interface Manifest {
  readonly format: number;
  readonly records?: string;
  /** How long that file is at least: what comes behind may end in half a record, for the process may be killed as it writes. */
  readonly bytes?: number;
}

/**
 * A folder of records that outlive the process, also one that is killed: a record is with the operating system when `append` returns.
 *
 * The records are lines of a file, each a checksum and JSON. A new file with what is still needed takes its place at every `rewrite`,
 * at once, by way of the manifest. It is forced onto the disk then and at `close`; a power cut may cost the last records before.
 */
export class RecordFolder {
  static readonly SETTING = '`persist` (`--persist`)';

  /** Opens a folder, or makes it. Throws, and has changed nothing, where that is damaged, in use, or something else's. */
  static open(directory: string): RecordFolder {
    let lock: FolderLock;
    try {
      fs.mkdirSync(directory, { recursive: true });
      validateIsOurs(directory);
      lock = FolderLock.take(directory);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (error instanceof FolderInUse) throw refusal('that no other run uses', directory, message, 'stop that one');
      throw code === undefined ? error : refusal('that can be written', directory, message);
    }
    try {
      return new RecordFolder(directory, lock, readManifest(directory));
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private file?: number;
  private size = 0;

  private constructor(private readonly directory: string, private readonly lock: FolderLock, private manifest: Manifest) {}

  /** The records, in the order in which they were written. */
  *records(): Generator<any> {
    const { records: name, bytes = 0 } = this.manifest;
    if (name === undefined) return;
    let rest: Buffer = Buffer.alloc(0);
    let line = 0;
    let read = 0;
    for (const chunk of chunksOf(path.join(this.directory, name), message => this.damaged(message))) {
      read += chunk.length;
      rest = Buffer.concat([rest, chunk]);
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
        line++;
        yield parse(rest.subarray(0, end)) ?? this.damaged(`line ${line} of ${name} has another checksum than it was written with`);
        rest = rest.subarray(end + 1);
      }
    }
    if (read - rest.length < bytes) {
      this.damaged(`${name} ends after ${read} bytes, within line ${line + 1}, and had ${bytes} or more`);
    }
  }

  /** Puts these records in the place of all others: either all of them are there afterwards, or those of before. */
  rewrite(records: Iterable<object>) {
    const before = this.manifest.records;
    if (before === undefined) this.writeManifest({ format: FORMAT }); // so that the folder is known as ours from its first file on
    const name = `records-${before === undefined ? 1 : Number(RECORDS.exec(before)![1]) + 1}.log`;
    fs.readdirSync(this.directory).filter(other => RECORDS.test(other) && other !== before).forEach(other => this.remove(other)); // of a rewrite that was interrupted
    const file = fs.openSync(path.join(this.directory, name), 'wx');
    let bytes = 0;
    for (const record of records) bytes += writeAll(file, render(record), bytes);
    fs.fsyncSync(file);
    this.writeManifest({ format: FORMAT, records: name, bytes });
    if (this.file !== undefined) fs.closeSync(this.file);
    [this.file, this.size] = [file, bytes];
    if (before !== undefined) this.remove(before);
  }

  /** Adds a record to those that were rewritten. Throws where it is not written, and there is nothing of it then. */
  append(record: object) {
    if (this.file === undefined) throw new Error('The folder is closed');
    try {
      this.size += writeAll(this.file, render(record), this.size);
    } catch (error) {
      fs.ftruncateSync(this.file, this.size);
      throw error;
    }
  }

  close() {
    if (this.file !== undefined) {
      fs.fsyncSync(this.file);
      fs.closeSync(this.file);
      this.file = undefined;
      this.writeManifest({ ...this.manifest, bytes: this.size });
    }
    this.lock.release();
  }

  private writeManifest(manifest: Manifest) {
    const file = path.join(this.directory, NEW_MANIFEST);
    fs.writeFileSync(file, JSON.stringify(manifest), { flush: true });
    fs.renameSync(file, path.join(this.directory, MANIFEST));
    this.manifest = manifest;
  }

  private remove(name: string) {
    fs.rmSync(path.join(this.directory, name));
  }

  private damaged(what: string): never {
    throw damaged(this.directory, what);
  }
}

function validateIsOurs(directory: string) {
  const names = fs.readdirSync(directory);
  const foreign = names.find(name => ![MANIFEST, NEW_MANIFEST].includes(name) && !name.startsWith('.') && !FolderLock.isLock(name));
  if (foreign !== undefined && !names.includes(MANIFEST)) {
    throw refusal('that is empty, or that the local Regions made', directory, `it has ${foreign} and no ${MANIFEST}`);
  }
}

function readManifest(directory: string): Manifest {
  const file = path.join(directory, MANIFEST);
  if (!fs.existsSync(file)) return { format: FORMAT };
  let manifest: Partial<Manifest> | null;
  try {
    manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw damaged(directory, `${MANIFEST} cannot be read (${(error as Error).message})`);
  }
  const format = manifest?.format;
  if (typeof format === 'number' && format !== FORMAT) {
    throw refusal(`of format ${FORMAT}`, directory, `its format is ${format}`, 'take the version of this package that made it');
  }
  const { records, bytes } = manifest ?? {};
  if (format !== FORMAT || (records === undefined ? bytes !== undefined : !RECORDS.test(records) || typeof bytes !== 'number')) {
    throw damaged(directory, `${MANIFEST} does not say where the records are`);
  }
  return manifest as Manifest;
}

function damaged(directory: string, what: string): Error {
  return refusal('that is whole', directory, `${what}. Nothing in it has been changed`, 'put a copy of it in its place');
}

function refusal(rule: string, directory: string, got: string, fix?: string): Error {
  return new Error(`${RecordFolder.SETTING} must be a folder ${rule}, got: ${directory} (${got}). ${fix ? `Either ${fix}, or n` : 'N'}ame another folder`);
}

function* chunksOf(file: string, onMissing: (what: string) => never): Generator<Buffer> {
  let descriptor: number;
  try {
    descriptor = fs.openSync(file, 'r');
  } catch (error) {
    return onMissing((error as Error).message);
  }
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    for (let length = 1; length > 0;) {
      length = fs.readSync(descriptor, buffer);
      yield buffer.subarray(0, length);
    }
  } finally {
    fs.closeSync(descriptor);
  }
}

function render(record: object): Buffer {
  const json = JSON.stringify(record);
  return Buffer.from(`${checksum(Buffer.from(json))} ${json}\n`);
}

function parse(line: Buffer): object | undefined {
  const json = line.subarray(9);
  return line.subarray(0, 9).toString() === `${checksum(json)} ` ? JSON.parse(json.toString()) : undefined;
}

function checksum(json: Buffer): string {
  return crc32(json).toString(16).padStart(8, '0');
}

function writeAll(file: number, bytes: Buffer, position: number): number {
  for (let written = 0; written < bytes.length;) {
    written += fs.writeSync(file, bytes, written, bytes.length - written, position + written);
  }
  return bytes.length;
}
