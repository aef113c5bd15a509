import * as fs from 'fs';
import * as path from 'path';

export interface DirectoryWatcherProps {
  /** Told of each file that comes, changes or goes. */
  readonly onChange: (file: string) => void;
  /** Whether neither a directory nor what is below it is watched. */
  readonly isIgnored: (directory: string) => boolean;
}

/** Watches directories for changes of their files: each by itself, for a watch of Node.js over a whole tree cannot leave out node_modules. */
export class DirectoryWatcher {
  private readonly watchers = new Map<string, fs.FSWatcher>();

  constructor(private readonly props: DirectoryWatcherProps) {}

  /** Watches a directory and all below it, those that come later too. */
  addTree(directory: string, isNew: boolean = false) {
    if (this.props.isIgnored(directory)) return;
    this.add(directory, come => {
      this.remove(come); // one that came back is another
      this.addTree(come, true);
    });
    for (const entry of entriesOf(directory)) {
      const place = path.join(directory, entry.name);
      if (entry.isDirectory()) this.addTree(place, isNew);
      else if (isNew) this.props.onChange(place);
    }
  }

  /** Watches a directory without those below it. */
  add(directory: string, onDirectory: (directory: string) => void = () => {}) {
    if (this.watchers.has(directory) || !isDirectory(directory)) return;
    const watcher = fs.watch(directory, (event, name) => {
      if (!isDirectory(directory)) return this.remove(directory);
      const place = path.join(directory, name ?? '');
      if (!isDirectory(place)) this.props.onChange(place);
      else if (event === 'rename') onDirectory(place);
    });
    watcher.on('error', () => this.remove(directory)); // it is gone
    this.watchers.set(directory, watcher);
  }

  stop() {
    this.watchers.forEach(watcher => watcher.close());
    this.watchers.clear();
  }

  private remove(directory: string) {
    this.watchers.get(directory)?.close();
    this.watchers.delete(directory);
  }
}

function isDirectory(place: string): boolean {
  return fs.lstatSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function entriesOf(directory: string): fs.Dirent[] {
  try {
    return fs.readdirSync(directory, { withFileTypes: true });
  } catch {
    return []; // it is gone already
  }
}
