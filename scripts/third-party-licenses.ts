import * as fs from 'fs';
import * as path from 'path';
import { parseArgs } from 'util';

const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];
const LEGAL_FILE = /^(licen[cs]e|notice|copying)(\.|-|$)/i;
const PACKAGE_DIRECTORY = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** Texts from the sources of packages that publish none, by the package's name. */
const TEXTS = path.join(__dirname, 'license-texts');

/** The licenses of all packages that esbuild put into bundles, as one text: packages of the same license text stand above it together. */
export function thirdPartyLicenses(root: string, metafiles: string[]): string {
  const inputs = metafiles.flatMap(file => Object.keys(JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')).inputs));
  const directories = new Set(inputs.flatMap(input => PACKAGE_DIRECTORY.exec(input) ?? []));
  const packagesByText = new Map<string, string[]>();
  for (const { title, text } of [...directories].map(directory => licensed(path.join(root, directory))).sort((a, b) => a.title < b.title ? -1 : 1)) {
    packagesByText.set(text, [...packagesByText.get(text) ?? [], title]);
  }
  const sections = [...packagesByText].map(([text, titles]) => `${titles.join('\n')}\n\n${text}\n`);
  return ['This package contains code of the packages below.\n', ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

function licensed(directory: string): { title: string; text: string } {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8'));
  const identifier = license?.type ?? license;
  if (!ALLOWED.includes(identifier)) {
    throw new Error(`The license of ${name} must be one of ${ALLOWED.join(', ')}, got: ${JSON.stringify(license)}`);
  }
  return { title: `${name} ${version} (${identifier})`, text: legalTexts(name, directory).join('\n\n') };
}

function legalTexts(name: string, directory: string): string[] {
  const own = fs.readdirSync(directory).filter(file => LEGAL_FILE.test(file)).sort().map(file => path.join(directory, file));
  const files = own.length > 0 ? own : [path.join(TEXTS, `${name}.txt`)];
  if (!fs.existsSync(files[0])) {
    throw new Error(`${name} publishes no license text: add the one of its sources as scripts/license-texts/${name}.txt`);
  }
  return files.map(file => fs.readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim());
}

if (require.main === module) {
  const { values } = parseArgs({ options: { metafile: { type: 'string', multiple: true, default: [] } } });
  fs.writeFileSync('THIRD-PARTY-LICENSES', thirdPartyLicenses('.', values.metafile));
}
