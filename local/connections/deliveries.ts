import { LocalService } from '../machine/local-service';
import { Deliver } from '../services/lambda/asynchronous-invocations';
import { LambdaService } from '../services/lambda/lambda-service';
import { Sqs } from '../services/sqs/sqs';

type Find = <T extends LocalService>(type: new (props: any) => T) => T;

/** Takes what one service delivers to another by an ARN: looked for when it is delivered, for each may deliver to each. */
export function deliverTo(find: Find): Deliver {
  return ({ arn, body, attributes = {} }) => {
    const [, , service, region, , resource, name] = arn.split(':');
    switch (service) {
      case 'sqs': return find(Sqs).deliver(arn, { body, attributes, systemAttributes: {} });
      case 'lambda': return find(LambdaService).invokeAsynchronously(region, resource === 'function' ? name : resource, JSON.parse(body));
      default: throw new Error(`There is no ${service} on this machine`);
    }
  };
}
