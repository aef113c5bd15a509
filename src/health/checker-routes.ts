import { IFunction } from 'aws-cdk-lib/aws-lambda';

/** Where one Region answers Route 53's checkers: routes that are open and have a throttle of their own. */
export interface CheckerRoutes {
  /** A function answers. */
  addCheckerRoute(path: string, handler: IFunction): void;
  /** API Gateway answers by itself, with status 200. */
  addCheckerAnswer(path: string): void;
  /** Keeps all below the path from the consumer's routes. */
  reserveBelow(path: string): void;
  /** Whether the gateway has a GET or ANY route for the path, whoever added it. */
  answers(path: string): boolean;
}
