import { API } from './cases/api';
import { BREAKERS } from './cases/breakers';
import { CHANGES } from './cases/changes';
import { DOMAIN } from './cases/domain';
import { FAILURES } from './cases/failures';
import { GATEWAY } from './cases/gateway';
import { HEALTH } from './cases/health';
import { OPERATIONS } from './cases/operations';
import { QUEUES } from './cases/queues';
import { ROUTE_CASES } from './cases/routes';
import { ROUTING_CASES } from './cases/routing';
import { SCHEDULES } from './cases/schedules';
import { SECRETS } from './cases/secrets';
import { TABLES } from './cases/tables';
import { UpdateCase } from './walk';

/** Every prop of every public choice and how it may change, in the order of the page. */
export const CASES: Record<string, UpdateCase[]> = {
  'The API': API,
  'The domain': DOMAIN,
  'Routing and standby': ROUTING_CASES,
  'Health': HEALTH,
  'Gateways': GATEWAY,
  'Routes': ROUTE_CASES,
  'Global tables': TABLES,
  'Secrets': SECRETS,
  'Queues': QUEUES,
  'Schedules': SCHEDULES,
  'Circuit breakers': BREAKERS,
  'Changes of tables': CHANGES,
  'Failure destinations': FAILURES,
  'Operations': OPERATIONS,
};
