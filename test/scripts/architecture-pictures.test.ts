import * as fs from 'fs';
import * as path from 'path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { HOUSES } from '../../projenrc/floors';
import { architecturePictures } from '../../scripts/architecture-pictures';

const pictures = Object.entries(architecturePictures());

test.each(pictures)('docs/images/%s is what the script draws of the imports: `npx projen docgen`', (file, svg) => {
  expect(fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'images', file), 'utf8')).toBe(svg);
});

test.each(pictures)('%s is well-formed, and says in words what it shows', (_, svg) => {
  expect(XMLValidator.validate(svg)).toBe(true);
  const { svg: { title, desc } } = new XMLParser().parse(svg);
  expect([title, desc]).toEqual([expect.stringMatching(/^The rooms of (src|local)$/), expect.stringContaining('Each imports from floors below its own alone')]);
});

test('docs/architecture.md has a paragraph on each room', () => {
  const page = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'architecture.md'), 'utf8');
  const rooms = HOUSES.flatMap(({ floors }) => floors.flat().map(({ name }) => name));
  expect(rooms.filter(room => !page.includes(`**${room}**`))).toEqual([]);
});
