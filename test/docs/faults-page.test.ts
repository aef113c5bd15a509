import * as fs from 'fs';
import { FAULT_ACTIONS } from '../../local/faults/fault-kinds';
import { readFault } from '../../local/faults/validate-fault';
import { FAULTS_PAGE, withKinds } from '../../scripts/faults-page';
import { commandOf, SHOWN } from '../local/faults/fault-table';

const page = fs.readFileSync(FAULTS_PAGE, 'utf8');

test('docs/faults.md has the faults that there are: `npx tsx scripts/faults-page.ts` writes it', () => {
  expect(withKinds(page)).toBe(page);
});

test('each of them has been seen, by the command that is told, which means the same', () => {
  expect(new Set(SHOWN.map(({ action }) => action))).toEqual(new Set(FAULT_ACTIONS));
  for (const fault of SHOWN) {
    const [action, ...texts] = commandOf(fault).split(' ');
    expect(page).toContain(`| \`${commandOf(fault)}\` |`);
    expect(readFault(action, Object.fromEntries(texts.map(text => text.split('='))))).toEqual(fault);
  }
});
