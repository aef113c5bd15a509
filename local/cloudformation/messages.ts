import * as fs from 'fs';
import * as path from 'path';

/** The warnings of all stacks of a cloud assembly, nested ones included. */
export function messagesIn(directory: string): string[] {
  const { artifacts = {} } = readJson(path.join(directory, 'manifest.json'));
  return Object.values<any>(artifacts).flatMap(({ type, properties, metadata, additionalMetadataFile }) => {
    if (type === 'cdk:cloud-assembly') return messagesIn(path.join(directory, properties.directoryName));
    const all = { ...metadata, ...additionalMetadataFile && readJson(path.join(directory, additionalMetadataFile)) };
    return Object.values<any>(all).flat().filter(entry => entry.type === 'aws:cdk:warning').map(({ data }) => String(data));
  });
}

function readJson(file: string): any {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}
