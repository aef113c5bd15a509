import * as fs from 'fs';
import { localRegionsPage, PAGE } from '../../scripts/local-regions-page';

test('docs/local-regions.md tells the services as they are: otherwise run `npx tsx scripts/local-regions-page.ts`', () => {
  const page = fs.readFileSync(PAGE, 'utf8');
  expect(page).toBe(localRegionsPage(page));
});
