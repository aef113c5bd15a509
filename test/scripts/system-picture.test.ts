import * as fs from 'fs';
import * as path from 'path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { systemPictures } from '../../scripts/system-picture';

const pictures = Object.entries(systemPictures());

test.each(pictures)('docs/images/%s is what the script draws', (file, svg) => {
  expect(fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'images', file), 'utf8')).toBe(svg);
});

test.each(pictures)('%s is well-formed, and says in words what it shows', (_, svg) => {
  expect(XMLValidator.validate(svg)).toBe(true);
  const { svg: { title, desc } } = new XMLParser().parse(svg);
  expect([title, desc]).toEqual(['One API in three Regions', expect.stringContaining('callers in America reach eu-west-1')]);
});

test('both show the same, in different colors', () => {
  const [light, dark] = pictures.map(([, svg]) => svg.replace(/#[0-9a-f]{6}/g, ''));
  expect(light).toBe(dark);
});
