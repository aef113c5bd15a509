import * as fs from 'fs';
import * as path from 'path';
import { missingContext } from './assembly';
import { isTemplateFile } from './plain-template';
import { NOT_RECORDED, RULE } from './what-the-library-says';

/** The warnings of all stacks of a cloud assembly, nested ones included. */
export function messagesIn(directory: string): string[] {
  if (isTemplateFile(directory)) return [];
  const { artifacts = {} } = readJson(path.join(directory, 'manifest.json'));
  return Object.values<any>(artifacts).flatMap(({ type, properties, metadata, additionalMetadataFile }) => {
    if (type === 'cdk:cloud-assembly') return messagesIn(path.join(directory, properties.directoryName));
    const all = { ...metadata, ...additionalMetadataFile && readJson(path.join(directory, additionalMetadataFile)) };
    return Object.values<any>(all).flat().filter(entry => entry.type === 'aws:cdk:warning').map(({ data }) => String(data));
  });
}

/** The same, each once for all Regions, without those about what was deployed to AWS, and which values of lookups are not AWS's. */
export function warningsIn(directory: string, regions: string[]): string[] {
  const warnings = messagesIn(directory).filter(text => !NOT_RECORDED.some(code => text.includes(`${RULE}${code}]`)));
  const missing = missingContext(directory);
  if (missing.length > 0) {
    warnings.unshift(`Looked up on AWS, and dummy values here: ${missing.join(', ')}. \`npx cdk synth\`, once with credentials of AWS, keeps the values in cdk.context.json`);
  }
  return [...new Set(warnings.map(text => regions.reduce((line, region) => line.replaceAll(region, '*'), text).replace(/\*(, \*)+/g, '*')))];
}

function readJson(file: string): any {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}
