import { Stack } from './deployed';

/** The orders in which stacks are deployed one after the other: the CDK CLI's, which goes by their names, and the other way round. */
export function deploymentOrders(stacks: Stack[]): Stack[][] {
  const byName = [...stacks].sort((one, other) => one.name < other.name ? -1 : 1);
  return [ordered(byName), ordered(byName.reverse())];
}

/** Each as soon as those are there that come before it. */
function ordered(stacks: Stack[]): Stack[] {
  const done: Stack[] = [];
  for (let waiting = [...stacks]; waiting.length > 0; waiting = waiting.filter(stack => !done.includes(stack))) {
    done.push(waiting.find(({ after }) => !waiting.some(({ name }) => after.includes(name)))!);
  }
  return done;
}
