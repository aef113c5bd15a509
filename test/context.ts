/** Gives all apps of a test file context, as the CLI does, besides what they have in tests. */
export function giveContext(context: { [key: string]: unknown }) {
  process.env.CDK_CONTEXT_JSON = JSON.stringify({ ...JSON.parse(process.env.CDK_CONTEXT_JSON!), ...context });
}
