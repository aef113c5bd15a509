import * as fs from 'fs';
import * as path from 'path';
import * as manifest from '../../package.json';

/** What of the other languages holds without them; `test/consumers` synthesizes their apps. */
const ROOT = path.join(__dirname, '..', '..');
const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');
const FLOOR = manifest.peerDependencies['aws-cdk-lib'].replace('^', '');

const LANGUAGES = [
  {
    language: 'python',
    app: 'examples/hit-counter-python/app.py',
    dependencies: 'examples/hit-counter-python/requirements.txt',
    pins: [`aws-cdk-lib==${FLOOR}`, `${manifest.name}==${manifest.version}`],
  },
  {
    language: 'java',
    app: 'examples/hit-counter-java/src/main/java/hitcounter/HitCounter.java',
    dependencies: 'examples/hit-counter-java/pom.xml',
    pins: [
      `<artifactId>aws-cdk-lib</artifactId>\n      <version>${FLOOR}</version>`,
      `<artifactId>${manifest.name}</artifactId>\n      <version>${manifest.version}</version>`,
    ],
  },
  {
    language: 'go',
    app: 'examples/hit-counter-go/main.go',
    dependencies: 'examples/hit-counter-go/go.mod',
    pins: [`awscdk/v2 v${FLOOR}\n`, `/${manifest.jsii.targets.go.packageName} v${manifest.version}\n`],
  },
];

/** The text as it stands in a file at some depth. */
const indented = (text: string, indentation: string) => text.replace(/^(?=.)/gm, indentation);

test.each(LANGUAGES)('the snippet in $language is a part of its example', ({ language, app }) => {
  const snippets = [...read('docs/languages.md').matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code);
  expect(snippets).toHaveLength(1);
  const places = ['', '\t', '    ', '        '].filter(indentation => read(app).includes(indented(snippets[0], indentation)));
  expect(places).toHaveLength(1);
});

test.each(LANGUAGES)('the example in $language takes this version, and the oldest `aws-cdk-lib`', ({ dependencies, pins }) => {
  expect(pins.filter(pin => !read(dependencies).includes(pin))).toEqual([]);
});
