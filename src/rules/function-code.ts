import * as fs from 'fs';
import * as path from 'path';
import { Stage } from 'aws-cdk-lib';
import { Resource } from './deployed-resources';
import { textOf } from '../synthesis/template-values';

/** What is read of a function's code, at most: a bundle is one file, and a folder has its own files on top. */
const MAX_FILES = 200;
const MAX_BYTES = 20_000_000;
const SOURCE = /\.(?:[cm]?js|py)$/;
const NOT_ITS_OWN = ['node_modules', 'aws_lambda_powertools'];

/** The text of a function's code in JavaScript or Python, inline or as CDK staged it: nothing of archives, images and other languages. */
export function codeOf({ construct, properties, region }: Resource): string {
  const inline = textOf(properties.Code?.ZipFile, region);
  if (inline !== undefined) return inline;
  const asset = construct.node.scope?.node.tryFindChild('Code') as { readonly assetPath?: string } | undefined;
  // Where nothing is bundled, as by `cdk ls`, an absolute path is that of the whole project.
  return asset?.assetPath === undefined || path.isAbsolute(asset.assetPath) ? '' : textIn(path.join(Stage.of(construct)!.outdir, asset.assetPath));
}

function textIn(directory: string): string {
  const texts: string[] = [];
  let size = 0;
  for (const file of sourcesIn(directory).slice(0, MAX_FILES)) {
    size += fs.statSync(file).size;
    if (size > MAX_BYTES) break;
    texts.push(fs.readFileSync(file, 'utf8'));
  }
  return texts.join('\n');
}

/** Those on top first. */
function sourcesIn(directory: string): string[] {
  if (!fs.statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return SOURCE.test(directory) ? [directory] : [];
  const entries = fs.readdirSync(directory, { withFileTypes: true });
  const files = entries.filter(entry => entry.isFile() && SOURCE.test(entry.name));
  const folders = entries.filter(entry => entry.isDirectory() && !NOT_ITS_OWN.includes(entry.name));
  return [...files.map(({ name }) => path.join(directory, name)), ...folders.flatMap(({ name }) => sourcesIn(path.join(directory, name)))];
}
