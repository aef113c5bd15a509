import * as fs from 'fs';
import { PAGE, rulesPage } from '../../scripts/rules-page';

test('docs/rules.md tells the rules as they are: otherwise run `npx tsx scripts/rules-page.ts`', () => {
  expect(fs.readFileSync(PAGE, 'utf8')).toBe(rulesPage());
});
